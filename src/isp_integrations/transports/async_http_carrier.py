"""The carrier of :mod:`.http_carrier` for async hosts."""

from isp_integrations.core.errors import IspError
from isp_integrations.core.http import HttpAnswer, HttpRequest
from isp_integrations.transports.async_tokens import AsyncTokenCell
from isp_integrations.transports.http_carrier import (
    Ask,
    Errand,
    GetToken,
    HttpAccount,
    Keep,
    Pause,
    Renew,
    Send,
    nobody_logs_in,
)
from isp_integrations.transports.sending import AsyncHttpSender, SendingError
from isp_integrations.transports.tokens import Token


class AsyncHttpCarrier:
    """Carries HTTP steps for async hosts. Tasks of one event loop share one.

    A cancelled task is cancelled: what became of its write is the driver's matter.

    Args:
        tokens: needed where the platform logs in.
    """

    def __init__(self, account: HttpAccount, sender: AsyncHttpSender, tokens: AsyncTokenCell | None = None) -> None:
        self._account = account
        self._sender = sender
        self._tokens = tokens or AsyncTokenCell(_nobody_logs_in)

    async def carry(self, step: HttpRequest) -> HttpAnswer:
        """The platform's answer, or the error that the module's table names."""
        asking = Errand(self._account, step, self._tokens).run()
        try:
            ask = next(asking)
            while True:
                try:
                    answer = await self._do(ask)
                except (SendingError, IspError) as failure:
                    ask = asking.throw(failure)
                else:
                    ask = asking.send(answer)
        except StopIteration as end:
            carried: HttpAnswer = end.value
            return carried

    async def _do(self, ask: Ask) -> HttpAnswer | Token | None:
        match ask:
            case Send(request):
                return await self._sender.send(request)
            case Pause(seconds):
                await self._account.clock.async_sleep(seconds)
                return None
            case GetToken():
                return await self._tokens.get()
            case Renew(seen):
                return await self._tokens.renew(seen)
            case Keep(value, seen):
                await self._tokens.keep(value, seen)
                return None

    async def aclose(self) -> None:
        """Give up a log-in under way and close the sender."""
        await self._tokens.aclose()
        await self._sender.aclose()


async def _nobody_logs_in() -> str:
    return nobody_logs_in()
