"""What a draft learns of the platforms: each thing asked once, and nothing more of one that does not answer."""

from dataclasses import dataclass, field

from passerelle.core.schema import RecordSchema
from passerelle.core.sentences import Sentence
from passerelle.errors import CredentialsRefused
from passerelle.operations.online.drafting import LiveSchemas
from tests.fakes import FakePlatform

DEAL = RecordSchema("deal", {})


@dataclass
class Asked(FakePlatform):
    calls: list[str] = field(default_factory=list)
    broken: bool = False

    def record_schema(self, kind, wanted):
        self.calls.append(kind)
        if self.broken:
            raise CredentialsRefused(Sentence(fr="non", en="no"))
        return DEAL


def test_a_schema_is_asked_for_once():
    platform = Asked()
    schemas = LiveSchemas(lambda _name: platform)

    found = [schemas.record("hubspot", "deal", frozenset()) for _ in range(3)]

    assert found == [DEAL] * 3
    assert platform.calls == ["deal"]


def test_a_connection_that_does_not_answer_is_left_alone_and_told():
    platform = Asked(broken=True)
    schemas = LiveSchemas(lambda _name: platform)

    found = [schemas.record("hubspot", kind, frozenset()) for kind in ("deal", "company")]

    assert found == [None, None]
    assert platform.calls == ["deal"]
    assert list(schemas.failures) == ["hubspot"]
