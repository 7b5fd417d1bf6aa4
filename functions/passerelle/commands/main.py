"""`passerelle`: from the file to what runs, and what became of it."""

import typer

from passerelle.commands import (
    account,
    advising,
    backfilling,
    checking,
    connecting,
    console,
    deciding,
    describing,
    digesting,
    drifting,
    erasing,
    explaining,
    guiding,
    new,
    planning,
    promoting,
    publishing,
    purging,
    remarking,
    runs,
    samples,
    secrets,
    shadowing,
    stages,
    testing,
    verifying,
    versions,
)

app = typer.Typer(
    name="passerelle",
    help="Connect Tomorro with everything else, from your own AWS account.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command()(advising.advise)
app.command()(new.new)
app.command()(describing.describe)
app.command()(guiding.guide)
app.command()(connecting.connect)
app.command()(checking.check)
app.command()(drifting.drift)
app.command()(planning.plan)
app.command()(publishing.push)
app.command("test")(testing.try_out)
app.command()(remarking.remark)
app.command("remarks")(remarking.list_remarks)
app.command()(purging.purge)
app.command()(erasing.erase)
app.command("verify-webhook")(verifying.verify_webhook)
app.command()(stages.stages)
app.command()(promoting.promote)
app.command()(shadowing.shadow)
app.command()(stages.rollback)
app.command()(stages.pause)
app.command()(stages.resume)
app.command()(versions.history)
app.command()(versions.diff)
app.command()(versions.pull)
app.command("runs")(runs.list_runs)
app.command()(runs.show)
app.command()(explaining.events)
app.command()(explaining.why)
app.command()(backfilling.backfill)
app.command()(deciding.replay)
app.command()(deciding.dismiss)
app.command()(account.account)
app.command()(digesting.digest)
app.command()(samples.sample)
app.command()(console.console)
app.add_typer(secrets.app, name="secrets")


def main() -> None:
    app()
