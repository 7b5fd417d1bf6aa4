"""All that the rooms of the console look at and work with, built once for the function."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from passerelle.catalogue import Catalogue
from passerelle.configuration.connection_file import ConnectionFile
from passerelle.configuration.surroundings import Surroundings
from passerelle.console.audit import TracePort
from passerelle.http_dry import DryClient
from passerelle.inbound.rules import Split
from passerelle.journal.cursors import Cursors
from passerelle.journal.depths import Depth
from passerelle.journal.gates import TableGates
from passerelle.journal.journal import Journal
from passerelle.journal.ledger import Ledger
from passerelle.journal.looks import Looks
from passerelle.journal.queue import EventQueue
from passerelle.journal.versions import Versions
from passerelle.operations.planning import Planning, dry_planning
from passerelle.operations.promoting import Promoting, Proof
from passerelle.operations.remarks import Remarks
from passerelle.operations.runs import RunOperations
from passerelle.operations.stages import StageOperations
from passerelle.platforms.connecting import Connector


@dataclass(frozen=True, slots=True)
class Desk:
    """`depth` tells what the queues hold; `rules` how a connection's webhooks become events; `webhook_url` what a
    platform has to call for a connection."""

    journal: Journal
    ledger: Ledger
    versions: Versions
    looks: Looks
    catalogue: Catalogue
    queue: EventQueue
    cursors: Cursors
    traces: TracePort
    gates: TableGates
    connect: Connector
    dry_client: Callable[[], DryClient]
    depth: Callable[[], Depth]
    rules: Callable[[str], Split | None]
    webhook_url: Callable[[str], str]
    clock: Callable[[], datetime]

    def runs(self) -> RunOperations:
        return RunOperations(self.journal, self.queue, self.catalogue.current_version, self.clock)

    def stages(self, by: str) -> StageOperations:
        return StageOperations(self.versions, self.journal, self.queue, self.clock, by)

    def remarks(self, by: str) -> Remarks:
        return Remarks(self.ledger, self.journal, self.catalogue.deployment, self.clock, by)

    def promoting(self, by: str) -> Promoting:
        proof = self.proof()
        return Promoting(self.catalogue, self.stages(by), self.connect, proof.evidence, proof.drifted)

    def proof(self) -> Proof:
        return Proof(self.ledger, self.looks)

    @contextmanager
    def planning(self) -> Iterator[Planning]:
        """With a client of which nothing but reads can leave."""
        with self.dry_client() as client:
            yield dry_planning(self.journal, self.catalogue, self.connect.dry(DryClient(client)), self.clock)

    def surroundings(self) -> Surroundings:
        """The connections as they are published, in the form in which files refer to them."""
        published = [self.catalogue.connection(name) for name in self.catalogue.connection_names()]
        return Surroundings(
            accounts={
                one.name: ConnectionFile(connection=one.name, platform=one.platform, settings=one.settings)
                for one in published
            },
            manifests={one.platform: one.manifest for one in published},
        )
