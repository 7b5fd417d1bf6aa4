"""passerelle new: an automation from the three parts of its sentence, or from an example."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from passerelle.commands.asking import asking
from passerelle.commands.automations import Files, read_files
from passerelle.commands.copying import copy_of
from passerelle.commands.prompting import complete
from passerelle.commands.publishing import CONFIG
from passerelle.commands.shared import (
    EnvOption,
    FolderOption,
    Installation,
    JsonOption,
    LangOption,
    StackOption,
    agree,
    err,
    language,
    out,
    say,
    told,
)
from passerelle.core.automation import Again, Missing, UnknownFormer
from passerelle.core.sentences import Language, Sentence
from passerelle.drafting.draft import Draft, Schemas, Unasked
from passerelle.drafting.given import Repeated, answers_of
from passerelle.drafting.making import document, made
from passerelle.drafting.yaml_text import file_text
from passerelle.errors import PasserelleError, Rejected
from passerelle.journal.failures import AWS_ERRORS
from passerelle.operations.online.drafting import LiveSchemas
from passerelle.telling.told import tell

Text = str | None
Texts = list[str] | None


def new(
    name: Annotated[Text, typer.Option("--name", help="Its name, which is that of the file.")] = None,
    example: Annotated[Text, typer.Option("--from", help="Copy this example; nothing is asked.")] = None,
    action_connection: Annotated[Text, typer.Option("--action-connection", help="Where something must happen.")] = None,
    action: Annotated[Text, typer.Option("--action", help="What must happen.")] = None,
    on: Annotated[Text, typer.Option("--on", help="The record that the action works on.")] = None,
    params: Annotated[Texts, typer.Option("--param", help="NAME=VALUE: a parameter; template.test=... too.")] = None,
    connection: Annotated[Text, typer.Option("--trigger-connection", help="Where the trigger happens.")] = None,
    record: Annotated[Text, typer.Option("--record", help="The kind of record it happens to.")] = None,
    event: Annotated[Text, typer.Option("--event", help="created, deleted, or a word of the platform.")] = None,
    change: Annotated[Text, typer.Option("--change", help="FIELD=VALUE: a field takes this value.")] = None,
    former: Annotated[Text, typer.Option("--former", help="The value, or values, it had before.")] = None,
    unknown_former: Annotated[
        UnknownFormer | None, typer.Option("--unknown-former", help="If nothing tells that value.")
    ] = None,
    where: Annotated[Texts, typer.Option("--where", help="PATH=VALUE: a condition.")] = None,
    maps: Annotated[Texts, typer.Option("--map", help="TARGET=SOURCE: one item of the data exchanged.")] = None,
    conversions: Annotated[Texts, typer.Option("--as", help="TARGET=CONVERSION: how it is converted.")] = None,
    options: Annotated[
        Texts, typer.Option("--option", help="TARGET=VALUE:CHOICE: what one choice of a list becomes.")
    ] = None,
    required: Annotated[Texts, typer.Option("--required", help="TARGET: without it, nothing is done.")] = None,
    write_backs: Annotated[Texts, typer.Option("--write-back", help="FIELD=PATH, such as contract.url.")] = None,
    again: Annotated[Again | None, typer.Option("--again", help="If it happens again for the same record.")] = None,
    missing: Annotated[Missing | None, typer.Option("--missing", help="If something required is missing.")] = None,
    shared: Annotated[
        bool | None, typer.Option("--shared", help="An event that starts others as well is intended.")
    ] = None,
    test_field: Annotated[Text, typer.Option("--test-field", help="Where records for tests have [TEST].")] = None,
    test_records: Annotated[Texts, typer.Option("--test-record", help="The id of a record for tests.")] = None,
    want_fr: Annotated[Text, typer.Option("--want-fr", help="The need as a sentence in French.")] = None,
    want_en: Annotated[Text, typer.Option("--want-en", help="The need as a sentence in English.")] = None,
    owner: Annotated[Text, typer.Option("--owner", help="Whom to ask about it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: take what is proposed.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file without asking.")] = False,
    online: Annotated[
        bool | None, typer.Option("--online/--offline", help="Ask the platforms; where the keys are there, by default.")
    ] = None,
    folder: FolderOption = CONFIG,
    env: EnvOption = "test",
    stack: StackOption = None,
    lang: LangOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an automation: what must happen, when, and which data; each answer may be an option instead.

    Answers are checked against what the platforms offer today, where their keys are stored, else their manifests.
    """
    chosen = language(lang)
    with told(lang):
        files = read_files(folder)
        if example is not None:
            _copy(folder, example, name, chosen, replace=replace, as_json=as_json)
            return
        single = {
            "do.connection": action_connection,
            "do.action": action,
            "do.record": on,
            "when.connection": connection,
            "when.record": record,
            "when.event": event,
            "when.change.from": former,
            "when.change.unknown_former": unknown_former,
            "when.again": again,
            "when.shared": None if shared is None else "yes" if shared else "no",
            "missing": missing,
            "test.field": test_field,
            "want.fr": want_fr,
            "want.en": want_en,
            "owner": owner,
            "name": name,
        }
        repeated = Repeated(
            maps=maps or (),
            conversions=conversions or (),
            options=options or (),
            params=params or (),
            write_backs=write_backs or (),
            conditions=where or (),
            required=required or (),
            test_records=test_records or (),
        )
        given = answers_of(single, change, repeated)
        with _schemas(files, Installation(env, stack), online, chosen) as schemas:
            draft = Draft({}, files.around, schemas, files.automations)
            draft = complete(draft, given, chosen, asks=not yes)
            file = made(draft)
            sentence = tell(file, files.around, schemas.labels(file))
        path = _write(folder, file.name, file_text(document(draft), chosen), chosen, replace=replace)
    if as_json:
        out.print_json(json.dumps({"file": str(path), **sentence.to_json()}))
        return
    out.print(f"{path}\n", style="green", markup=False)
    out.print(sentence.text(chosen), markup=False)
    say(_next(file.name), chosen)


@contextmanager
def _schemas(files: Files, installation: Installation, online: bool | None, lang: Language) -> Iterator[Schemas]:
    """What the platforms say today, where they can be asked and that is not declined."""
    if not (online or (online is None and _is_there(installation))):
        if online is None:
            err.print(_OFFLINE.in_language(lang), style="yellow", markup=False)
        yield Unasked()
        return
    with asking(files.folder, installation, {}) as connect:
        live = LiveSchemas(connect)
        yield live
    for connection, error in live.failures.items():
        err.print(f"{connection}: {error.sentence.in_language(lang)}", style="yellow", markup=False)


def _is_there(installation: Installation) -> bool:
    try:
        return bool(installation.settings.table_name)
    except (PasserelleError, *AWS_ERRORS):
        return False


def _copy(folder: Path, example: str, name: str | None, lang: Language, *, replace: bool, as_json: bool) -> None:
    if name is None:
        raise Rejected(_NO_NAME, code="bad_argument")
    copied = copy_of(folder, example, name)
    path = _write(folder, name, copied.text, lang, replace=replace)
    if as_json:
        lines = [{"line": line, "text": text} for line, text in copied.placeholders]
        out.print_json(json.dumps({"file": str(path), "yours": lines}))
        return
    out.print(str(path), style="green", markup=False)
    if copied.placeholders:
        say(_YOURS, lang)
        for line, text in copied.placeholders:
            out.print(f"  {line}: {text}", markup=False)
    say(_next(name), lang)


def _write(folder: Path, name: str, text: str, lang: Language, *, replace: bool) -> Path:
    path = folder / "automations" / f"{name}.yaml"
    if path.exists() and not replace:
        agree(_exists(str(path)), lang)
    path.write_text(text, encoding="utf-8")
    return path


_NO_NAME = Sentence(
    fr="Donnez un nom à la copie : --name NOM.",
    en="Give the copy a name: --name NAME.",
)
_YOURS = Sentence(fr="À remplacer par ce qui est à vous :", en="To be replaced by what is yours:")
_OFFLINE = Sentence(
    fr="Aucune installation trouvée : les réponses sont vérifiées d'après les manifestes seulement.",
    en="No installation was found: answers are checked against the manifests only.",
)


def _exists(path: str) -> Sentence:
    return Sentence(fr=f"« {path} » existe déjà. Le remplacer ?", en=f'"{path}" exists already. Replace it?')


def _next(name: str) -> Sentence:
    commands = (
        f"  passerelle check --online {name}",
        f"  passerelle plan {name} --record ID",
        "  passerelle push",
        f"  passerelle test {name} --record ID",
        f"  passerelle promote {name}",
    )
    listed = "\n".join(commands)
    return Sentence(fr=f"\nEnsuite :\n{listed}", en=f"\nNext:\n{listed}")
