"""Every request of every order, found out by giving each of them once with nothing going wrong."""

from robustness.contel_on_loopback import LOG_IN, ORDERS, PATHS, CountingFake, Order, on_loopback, open_sync


def steps_of(order: Order) -> list[str]:
    """Every request that the order makes when nothing goes wrong, as "METHOD path", log-in included."""
    fake = CountingFake()
    with on_loopback(fake) as server:
        with open_sync(server) as client:
            getattr(client, order.operation)(**order.arguments)
        made = [" ".join(call) for call in server.script("contel").served]
    assert fake.done == order.changes
    return made


STEPS = {name: steps_of(order) for name, order in ORDERS.items()}


def label_of(step: str) -> str | None:
    """The endpoint's name of a request that changes something."""
    return next((name for name, path in PATHS.items() if path == step), None)


def write_at(name: str, place: int) -> str | None:
    """The write that a journal shows as left while request number `place` of an order is under way.

    The intent is written down before the log-in, so while that is under way the write counts as left already.
    """
    steps = STEPS[name]
    return label_of(steps[place + 1] if steps[place] == f"POST {LOG_IN}" else steps[place])
