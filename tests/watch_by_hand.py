"""Watch TV carried by hand against its fake, authorised already."""

import json
from typing import Any

from exchange_by_hand import Hand, as_received
from isp_integrations.core.http import HttpAnswer
from isp_integrations.core.platform import Account
from isp_integrations.core.sva import requests as r
from isp_integrations.plugins.sva.watch_tv.plugin import WatchTv
from isp_integrations.plugins.sva.watch_tv.sandbox import WatchTvSandbox


class _Authorised(WatchTv):
    """For a hand, which would log in."""

    logs_in = False


class WatchHand(Hand):
    """A hand that holds the token of an authorisation.

    Attributes:
        plugin: untyped, so that a test may call its hooks.
    """

    plugin: Any

    def __init__(self, fake: WatchTvSandbox | None = None, *, authorised: bool = True, **overrides: Any) -> None:
        fake = fake or WatchTvSandbox()
        super().__init__(_Authorised(Account(credentials=fake.credentials, wire_overrides=overrides)), fake)
        self.watch = fake
        if authorised:
            self.carry(self.plugin.begin_authorization(r.BeginAuthorization(correlation="uid-1")))
            self.answer_with = self._keep_token
            self.carry(self.plugin.complete_authorization(r.CompleteAuthorization(code=fake.deliveries[-1].code)))
            self.answer_with = lambda request: None
            self.labels.clear()
            self.writes = 0

    def _keep_token(self, request: Any) -> HttpAnswer:
        answer = self.fake.handle(as_received(request))
        self._token = self.plugin.token_in(answer) or ""
        return answer


def envelope(result: Any = None, *, status: int = 200, **members: Any) -> HttpAnswer:
    """An answer of Watch's."""
    body = {"HasError": False, "ErrorMessage": None, "ErrorNumber": 0, "IsValidationError": False, "Result": result}
    return HttpAnswer(status=status, body=json.dumps({**body, **members}).encode())
