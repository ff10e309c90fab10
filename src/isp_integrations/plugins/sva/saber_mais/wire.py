"""Saber+: no address, path, key or status word of it is public, so its whole wire is the family's ASSUMED one."""

from isp_integrations.core.wire import WireBook
from isp_integrations.plugins.sva.assumed import wire as assumed

BOOK = WireBook(
    endpoints=(
        assumed.PACKAGES,
        assumed.USERS,
        assumed.USER,
        assumed.FIND_USER,
        assumed.CREATE_USER,
        assumed.EDIT_USER,
        assumed.BLOCK_USER,
        assumed.ACTIVATE_USER,
        assumed.DEACTIVATE_USER,
        assumed.DELETE_USER,
    ),
    models=assumed.MODELS,
    vocabularies=assumed.VOCABULARIES,
)
