"""From an automation's file to the automation that is matched and mapped; every fault found, each with its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from passerelle.configuration.automation_file import (
    AutomationFile,
    ChangeOf,
    Do,
    ExchangeLine,
    OneOrMore,
    SetValue,
    Then,
    When,
    Where,
    WriteBack,
)
from passerelle.core.automation import (
    EXCHANGE,
    Automation,
    Condition,
    FieldChange,
    Line,
    Operator,
    Read,
    Several,
    Stage,
    Step,
    TestRecords,
    Trigger,
    UnknownFormer,
)
from passerelle.core.conversions import Conversion, InvalidConversion, compile_conversion
from passerelle.core.expressions import Expression, InvalidExpression, compile_expression
from passerelle.core.history import as_text
from passerelle.core.privacy import usual_class
from passerelle.core.sentences import Sentence
from passerelle.core.steps import UPDATE_RECORD
from passerelle.core.templates import Template, compile_template

Place = tuple[str | int, ...]
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a file: where (keys and indexes), what, and what to write instead when we can tell."""

    place: Place
    sentence: Sentence
    suggestion: str | None = None


class InvalidFile(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.sentence.en for problem in problems))
        self.problems = problems


def compile_automation(file: AutomationFile, version: int, stage: Stage) -> Automation:
    """Raises InvalidFile with every fault of its paths, texts and conversions."""
    compiler = _Compiler(stage)
    automation = Automation(
        name=file.name,
        version=version,
        want=file.want.sentence(),
        stage=stage,
        trigger=compiler.trigger(file.when),
        reads=compiler.reads(file),
        steps=compiler.steps(file),
        missing=file.missing,
        test_records=compiler.test_records(file),
    )
    if compiler.problems:
        raise InvalidFile(compiler.problems)
    return automation


@dataclass(slots=True)
class _Compiler:
    """Goes through the file once; a part that cannot be compiled is noted and stands empty, so that all are found."""

    stage: Stage
    problems: list[Problem] = field(default_factory=list)

    def trigger(self, when: When) -> Trigger:
        change = ChangeOf(field="status", to=when.status) if when.status is not None else when.change
        return Trigger(
            connection=when.connection,
            record=when.record,
            event=_event_kind(when, change),
            change=_field_change(change) if change else None,
            conditions=self._conditions(when.where, ("when", "where")),
            again=when.again,
        )

    def test_records(self, file: AutomationFile) -> TestRecords:
        """Absent means that no record is one for tests."""
        if file.test is None:
            return TestRecords()
        return TestRecords(frozenset(file.test.records), self._conditions(file.test.where, ("test", "where")))

    def reads(self, file: AutomationFile) -> tuple[Read, ...]:
        return tuple(
            Read(
                name=name,
                connection=read.connection or file.when.connection,
                record=read.record,
                of=read.of,
                linked=read.linked or False,
                id=self._template(read.id, ("read", name, "id")) if read.id else None,
                several=Several(read.several),
            )
            for name, read in file.read.items()
        )

    def steps(self, file: AutomationFile) -> tuple[Step, ...]:
        lines = tuple(
            self._line(line, line.authority or file.authority, ("exchange", index))
            for index, line in enumerate(file.exchange)
        )
        first = self._step("do", file.do, ("do",), lines, EXCHANGE)
        return (first, *(self._then(file, then, index) for index, then in enumerate(file.then)))

    def _then(self, file: AutomationFile, then: Then, index: int) -> Step:
        name = f"then{index + 1}"
        if then.write_back is not None:
            return self._write_back(file, then.write_back, name, ("then", index, "write_back"))
        lines_at: Place = ("then", index, "set")
        return self._step(name, then, ("then", index), self._set_lines(then.set or {}, lines_at), lines_at)

    def _write_back(self, file: AutomationFile, write_back: WriteBack, name: str, place: Place) -> Step:
        read = file.read.get(write_back.record)
        connection = (read.connection if read else None) or file.when.connection
        lines_at = (*place, "set")
        lines = self._set_lines(write_back.set, lines_at)
        params = compile_template({})
        return Step(name, connection, UPDATE_RECORD, write_back.record, params, lines, lines_at=lines_at)

    def _step(self, name: str, do: Do, place: Place, lines: tuple[Line, ...], lines_at: Place) -> Step:
        params = self._template({key: _for_stage(value, self.stage) for key, value in do.params().items()}, place)
        carried = (expression.text for expression in params.expressions())
        return Step(
            name=name,
            connection=do.connection,
            action=do.action,
            record=do.record,
            params=params,
            lines=lines,
            after_unknown=do.after_unknown,
            lines_at=lines_at,
            privacy=do.privacy or usual_class(carried),
        )

    def _set_lines(self, values: Mapping[str, str | SetValue], place: Place) -> tuple[Line, ...]:
        return tuple(self._set_line(to, value, (*place, to)) for to, value in values.items())

    def _set_line(self, to: str, value: str | SetValue, place: Place) -> Line:
        if isinstance(value, str):
            path, conversion, privacy = self._expression(value, place), compile_conversion(None), None
        else:
            path = self._expression(value.path, (*place, "from"))
            conversion = self._conversion(value.conversion, (*place, "as"))
            privacy = value.privacy
        privacy = privacy or usual_class((to, path.text), conversion.name)
        return Line(to, path, conversion, required=False, default=None, privacy=privacy)

    def _line(self, line: ExchangeLine, authority: str, place: Place) -> Line:
        conversion = self._conversion(line.conversion, (*place, "as"))
        return Line(
            to=line.to,
            path=self._expression(line.path, (*place, "from")),
            conversion=conversion,
            required=line.required,
            default=line.default,
            authority=authority,
            privacy=line.privacy or usual_class((line.to, line.path), conversion.name),
        )

    def _conditions(self, wheres: Sequence[Where], place: Place) -> tuple[Condition, ...]:
        conditions = []
        for index, where in enumerate(wheres):
            [(operator, operand)] = where.operators()
            if operator in {Operator.IS, Operator.IS_NOT}:
                operand = _as_tuple(operand)
            path = self._expression(where.path, (*place, index, "path"))
            conditions.append(Condition(path, operator, operand))
        return tuple(conditions)

    def _expression(self, text: str, place: Place) -> Expression:
        return self._noting(lambda: compile_expression(text), place, compile_expression("@"))

    def _template(self, tree: Any, place: Place) -> Template:
        return self._noting(lambda: compile_template(tree), place, compile_template({}))

    def _conversion(self, spec: Any, place: Place) -> Conversion:
        return self._noting(lambda: compile_conversion(spec), place, compile_conversion(None))

    def _noting(self, compile_part: Callable[[], _Part], place: Place, empty: _Part) -> _Part:
        try:
            return compile_part()
        except InvalidExpression as error:
            self.problems.append(Problem(place, error.sentence))
        except InvalidConversion as error:
            self.problems.append(Problem(place, error.sentence, error.suggestion))
        return empty


def _event_kind(when: When, change: ChangeOf | None) -> str:
    if change is not None:
        return "changed"
    if when.created:
        return "created"
    return "deleted" if when.deleted else str(when.event)


def _field_change(change: ChangeOf) -> FieldChange:
    return FieldChange(
        field=change.field,
        to=_texts(change.to),
        former=_texts(change.former),
        unknown_former=UnknownFormer(change.unknown_former),
    )


def _texts(values: OneOrMore | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(as_text(value) for value in _as_tuple(values))


def _as_tuple(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, list) else (values,)


def _for_stage(value: Any, stage: Stage) -> Any:
    """`{test: A, live: B}` is B in stage live and A in every other."""
    if isinstance(value, dict) and set(value) == {"test", "live"}:
        return value["live" if stage is Stage.LIVE else "test"]
    return value
