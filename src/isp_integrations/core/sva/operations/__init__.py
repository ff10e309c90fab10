"""What an SVA account can be asked. Each function is one exchange: support, then rules, then the platform.

The clients' methods are these functions with the session taken away. Support answers are raised alone and first;
then one `RuleViolation` holds every broken rule; only then a step exists. Changing operations answer
:class:`~isp_integrations.core.done.Done`: the value, the warnings, and the events that the host persists.
"""

from isp_integrations.core.sva.operations.access import activate_user, block_user, deactivate_user, delete_user
from isp_integrations.core.sva.operations.catalogue import (
    begin_authorization,
    complete_authorization,
    get_user,
    list_packages,
    list_users,
)
from isp_integrations.core.sva.operations.mirroring import mirror_user
from isp_integrations.core.sva.operations.package import change_package
from isp_integrations.core.sva.operations.user import create_user, edit_user, refresh_user, resend_credentials

__all__ = [
    "activate_user",
    "begin_authorization",
    "block_user",
    "change_package",
    "complete_authorization",
    "create_user",
    "deactivate_user",
    "delete_user",
    "edit_user",
    "get_user",
    "list_packages",
    "list_users",
    "mirror_user",
    "refresh_user",
    "resend_credentials",
]
