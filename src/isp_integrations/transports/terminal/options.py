"""How an account's equipment is reached: times, host keys, and what is done when it is busy."""

import attrs

from isp_integrations.core.errors import InvalidRecord

_POSITIVE = ("connect_timeout", "log_in_timeout", "answer_timeout", "queue_timeout", "idle_seconds")


@attrs.frozen(kw_only=True)
class TerminalOptions:
    """How to reach equipment over SSH, Telnet or TL1. Times are in seconds.

    An SSH host must be known: by its key's fingerprint, by a file of known hosts, or because the host says that any
    will do.

    Attributes:
        host_key: fingerprint of the equipment's key, `SHA256:…`, as `ssh-keygen -l` prints it.
        known_hosts: path of a file in OpenSSH's format.
        trust_any_host_key: accept whatever key is shown; whoever is in between reads and changes everything.
        legacy_algorithms: also accept ciphers and key exchanges that are no longer safe (aes128-cbc, 3des-cbc,
            diffie-hellman-group1-sha1, ssh-rsa…), which old equipment has nothing better than.
        connect_timeout: for the connection, SSH's own log-in included.
        log_in_timeout: from the connection to the first command.
        answer_timeout: for a whole command, where it declares no more.
        queue_timeout: the wait for other operations of the account, which holds one session.
        idle_seconds: after which an unused session is closed; a session idle for a tenth of it is tried first.
        busy_attempts: how often a command is typed while the equipment says that it is busy.
        busy_wait: seconds between those attempts.
        columns: width of the terminal that the equipment is told, so that it breaks no lines.
    """

    host_key: str | None = None
    known_hosts: str | None = None
    trust_any_host_key: bool = False
    legacy_algorithms: bool = False
    connect_timeout: float = 10.0
    log_in_timeout: float = 20.0
    answer_timeout: float = 30.0
    queue_timeout: float = 120.0
    idle_seconds: float = 60.0
    busy_attempts: int = 4
    busy_wait: float = 5.0
    columns: int = 500

    def __attrs_post_init__(self) -> None:
        problems = [f"{name}: deve ser maior que zero" for name in _POSITIVE if getattr(self, name) <= 0]
        if self.busy_attempts < 1 or self.busy_wait < 0:
            problems.append("busy_attempts, busy_wait: valores inválidos")
        if sum([self.host_key is not None, self.known_hosts is not None, self.trust_any_host_key]) > 1:
            problems.append("host_key, known_hosts, trust_any_host_key: só um deles")
        if self.host_key is not None and not self.host_key.startswith("SHA256:"):
            problems.append("host_key: deve ser a impressão digital SHA256:…")
        if problems:
            raise InvalidRecord(problems=tuple(problems))

    @property
    def knows_host_keys(self) -> bool:
        """Whether the host said whose keys count."""
        return self.host_key is not None or self.known_hosts is not None or self.trust_any_host_key
