"""The command line as a person types it."""

from typer.testing import CliRunner

from passerelle.commands.main import app


def passerelle(*arguments: str, stdin: str | None = None, code: int = 0, stdout_only: bool = False) -> str:
    """What it prints."""
    done = CliRunner().invoke(app, arguments, input=stdin)
    assert done.exception is None or isinstance(done.exception, SystemExit), "a traceback"
    assert done.exit_code == code, done.output
    return done.stdout if stdout_only else done.output
