"""passerelle history, diff, pull: what was pushed, what differs, and the way back into files."""

import json
from typing import Annotated, Any

import typer

from passerelle.commands.publishing import CONFIG, read_config
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    agree,
    language,
    out,
    say,
    told,
)
from passerelle.commands.stages import Name, summary
from passerelle.core.sentences import Sentence
from passerelle.errors import Rejected
from passerelle.journal.versions import Move, What
from passerelle.operations.comparing import Comparing, Drifted, file_text
from passerelle.operations.publishing import document_of

VersionOption = Annotated[int | None, typer.Option("--version", help="This one instead of the one pushed last.")]


def history(
    name: Name, env: EnvOption = "test", stack: StackOption = None, lang: LangOption = None, as_json: JsonOption = False
) -> None:
    """Who pushed, promoted, paused or rolled back an automation, when and why."""
    chosen = language(lang)
    with told(lang):
        moves = Installation(env, stack).versions.moves(name)
    if as_json:
        out.print_json(json.dumps([_as_json(move) for move in moves]))
        return
    if not moves:
        say(_NONE, chosen)
    for move in moves:
        why = f": {move.why}" if move.why else ""
        line = f"{move.at:%Y-%m-%d %H:%M} {_WHAT[move.what].in_language(chosen)} ({summary(move.after, chosen)})"
        out.print(f"{line} {move.by}{why}", markup=False)


def diff(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The automation; all when absent.")] = None,
    versions: Annotated[
        tuple[int, int] | None, typer.Option("--versions", help="Compare these two, instead of the folder.")
    ] = None,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """What differs between the folder and the stack, or between two versions. Exit code 1 when something does."""
    chosen = language(lang)
    with told(lang):
        comparing = Comparing(Installation(env, stack).versions)
        if versions is not None:
            if name is None:
                raise Rejected(_WHOSE_VERSIONS, code="bad_argument")
            lines = comparing.between(name, *versions)
            found = [Drifted(name, "changed", lines)] if lines else []
        else:
            read = read_config(folder)
            documents = {one: document_of(file.model) for one, file in read.automations.items()}
            found = [one for one in comparing.drift(documents) if name in {None, one.name}]
    if as_json:
        out.print_json(json.dumps([{"name": one.name, "what": one.what, "lines": one.lines} for one in found]))
    else:
        for one in found:
            out.print(f"{one.name}: {_DRIFT[one.what].in_language(chosen)}", style="bold", markup=False)
            for line in one.lines:
                out.print(f"    {line}", style=_STYLES.get(line[0]), markup=False)
    if found:
        raise typer.Exit(1)
    if not as_json:
        say(_SAME, chosen, "green")


def pull(
    name: Name,
    number: VersionOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Replace a file that differs without asking.")] = False,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
) -> None:
    """Write a version back into the folder. Nothing is lost but the comments."""
    chosen = language(lang)
    with told(lang):
        comparing = Comparing(Installation(env, stack).versions)
        number = number or comparing.latest(name)
        document = comparing.document(name, number)
        path = folder / "automations" / f"{name}.yaml"
        if not path.parent.is_dir():
            read_config(folder)
        present = read_config(folder).automations.get(name) if path.exists() else None
        if present is not None and document_of(present.model) == document:
            say(_same_file(name, number), chosen, "green")
            return
        if path.exists() and not yes:
            agree(_replace(str(path)), chosen)
        path.write_text(file_text(document), encoding="utf-8")
    say(_written(str(path), number), chosen, "green")


def _as_json(move: Move) -> dict[str, Any]:
    return {
        "what": move.what.value,
        "at": move.at.isoformat(),
        "by": move.by,
        "why": move.why,
        "before": move.before.to_json(),
        "after": move.after.to_json(),
    }


_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_WHAT = {
    What.PUSHED: Sentence(fr="publiée", en="pushed"),
    What.REMOVED: Sentence(fr="retirée", en="removed"),
    What.PROMOTED: Sentence(fr="mise en service", en="promoted"),
    What.CANARY: Sentence(fr="ouverte à une part des fiches", en="opened to a share of the records"),
    What.ROLLED_BACK: Sentence(fr="ramenée à la version antérieure", en="rolled back"),
    What.PAUSED: Sentence(fr="mise en pause", en="paused"),
    What.SHADOWED: Sentence(fr="comparée à la version en service", en="compared with the live version"),
    What.UNSHADOWED: Sentence(fr="n'est plus comparée", en="no longer compared"),
    What.RESUMED: Sentence(fr="reprise", en="resumed"),
    What.HELD: Sentence(fr="retenue", en="held back"),
}
_DRIFT = {
    "new": Sentence(fr="dans le dossier, pas encore publiée", en="in the folder, not pushed yet"),
    "removed": Sentence(fr="publiée, et absente du dossier", en="pushed, and not in the folder"),
    "changed": Sentence(fr="différente", en="different"),
}
_NONE = Sentence(fr="Rien n'a été publié sous ce nom.", en="Nothing was pushed under that name.")
_SAME = Sentence(fr="Aucune différence.", en="No difference.")
_WHOSE_VERSIONS = Sentence(
    fr="Dites de quelle automatisation comparer les versions : passerelle diff NOM --versions 1 2.",
    en="Say of which automation to compare versions: passerelle diff NAME --versions 1 2.",
)


def _replace(path: str) -> Sentence:
    return Sentence(
        fr=f"« {path} » diffère de ce qui est publié. Le remplacer ?",
        en=f'"{path}" differs from what was pushed. Replace it?',
    )


def _same_file(name: str, number: int) -> Sentence:
    return Sentence(
        fr=f"Le fichier de « {name} » dit déjà la même chose que la version {number}.",
        en=f'The file of "{name}" already says the same as version {number}.',
    )


def _written(path: str, number: int) -> Sentence:
    return Sentence(fr=f"{path} : la version {number} y est écrite.", en=f"{path}: version {number} is written there.")
