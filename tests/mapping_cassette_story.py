"""What holds of every map's cassettes, as tests to inherit."""

from typing import Any, ClassVar, TypeVar

from isp_integrations.core.sandbox import FakePlatform
from isp_integrations.testing.cassettes import Tape
from isp_integrations.testing.contract import FamilyCases
from isp_integrations.testing.mapping_cases import MAPPING_CASES
from isp_integrations.testing.transcripts import TranscriptTape
from testing.cassette_story import CassetteStory

F = TypeVar("F", bound=FakePlatform)
RENAMED = frozenset({"kind", "splitter"})
"""Fields that maps keep under a `name`, which a cassette scrubs as if it were a person's."""


class MappingCassetteStory(CassetteStory[F]):
    """Each operation, played to sync and async clients and compared with the sandbox."""

    cases: ClassVar[FamilyCases[Any]] = MAPPING_CASES

    def told(self, tape: Tape | TranscriptTape, result: Any) -> Any:
        """A result as plain JSON, scrubbed; without what the cassette cannot keep."""
        return _without(super().told(tape, result))


def _without(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {key: _without(value) for key, value in plain.items() if key not in RENAMED}
    return [_without(value) for value in plain] if isinstance(plain, list) else plain
