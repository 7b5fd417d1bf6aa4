"""What a file may refer to: the connections and platforms of the folder, and what to say of a name that is none."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from passerelle.configuration.compiling import Place, Problem
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.manifest_file import ManifestFile
from passerelle.configuration.sentences import closest
from passerelle.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`unread` names files that exist and cannot be read: their own fault is told, what refers to them is not one."""

    accounts: Mapping[str, ConnectionFile]
    manifests: Mapping[str, ManifestFile]
    unread_accounts: frozenset[str] = field(default=frozenset())
    unread_manifests: frozenset[str] = field(default=frozenset())

    def manifest_of(self, connection: str) -> ManifestFile | None:
        account = self.accounts.get(connection)
        return self.manifests.get(account.platform) if account else None

    def connection_problems(self, place: Place, name: str) -> Iterator[Problem]:
        if name not in self.accounts and name not in self.unread_accounts:
            yield unknown(place, CONNECTION, name, self.accounts)

    def platform_problems(self, place: Place, name: str) -> Iterator[Problem]:
        if name not in self.manifests and name not in self.unread_manifests:
            yield unknown(place, PLATFORM, name, self.manifests)


CONNECTION = Sentence(fr="Aucune connexion", en="No connection")
PLATFORM = Sentence(fr="Aucune plateforme", en="No platform")
SETTING = Sentence(fr="Aucun réglage", en="No setting")
SECRET = Sentence(fr="Aucun secret", en="No secret")
PARAMETER = Sentence(fr="Aucun paramètre", en="No parameter")
TARGET = Sentence(fr="Aucune destination", en="No target")


def unknown(place: Place, what: Sentence, name: str, known: Iterable[str]) -> Problem:
    known = sorted(known)
    choice = choose(known)
    sentence = Sentence(
        fr=f"{what.fr} ne s'appelle « {name} ».{choice.fr}",
        en=f'{what.en} is called "{name}".{choice.en}',
    )
    return Problem(place, sentence, closest(name, known))


def choose(known: Iterable[str]) -> Sentence:
    """What may be written instead, as it ends a message."""
    match list(known):
        case []:
            return Sentence(fr="", en="")
        case [only]:
            return Sentence(fr=f" Il n'y a que : {only}.", en=f" There is only: {only}.")
        case several:
            words = ", ".join(several)
            return Sentence(fr=f" Choisissez parmi : {words}.", en=f" Choose one of: {words}.")


def named_problems(place: Place, what: Sentence, given: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """The names that are given and not known."""
    return [unknown((*place, name), what, name, known) for name in given if name not in known]


def misspelt(problems: Iterable[Problem]) -> set[str]:
    """What the unknown names probably stand for: it is not missing as well."""
    return {problem.suggestion for problem in problems if problem.suggestion}
