"""What came of it all, seen from outside: the platforms' messages, the provider's calls, the databases.

- *accepted*: requests that became a job.
- *lost*: a request that the bot confirmed (Telegram's are delivered until then, Discord's count once they
  are in the inbox) without exactly one card, whose last state is final: the picture, or what went wrong.
- *charged twice*: a job whose ledger rows come to anything but one charge or one full refund, a
  reservation that is left, totals that are not the ledger's sums, an operator's book that does not hold
  what the provider may have billed.
- *posted twice*: a job's picture in more than one message, or a second final card.
- *repeated steps*: by `tests.crash.witness`; and paid calls of a job beyond one repetition.
- *operator redraws*: paid calls that repeated one whose outcome a kill had made unknown.
- *orphans*: first posts that a kill kept from being recorded (Telegram only; Discord knows the repeated post).
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import sqlalchemy as sa

from core.errors import Unexpected
from core.identity import Platform
from core.jobs import JobState
from core.quota import ScopeKind, Unit
from core.settings import Settings
from storage.bookings import SPANS
from storage.schema import inbox, jobs, ledger, pictures, totals
from tests.crash.artist import Artist, Outcome, PaidCall
from tests.crash.crowd import Ask, Crowd, Shown
from tests.crash.deployment import Deployment
from tests.crash.places import our_database
from tests.crash.witness import FILE, PAID_CALL

_MOST_PAID_CALLS = 2
_Sums = Mapping[tuple[str, str], int]


@dataclass
class Verdict:
    """Counts, and for each that must be 0 the cases in words."""

    kills: int
    accepted: int = 0
    lost: list[str] = field(default_factory=list)
    charged_twice: list[str] = field(default_factory=list)
    posted_twice: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    redraws: int = 0
    orphans: int = 0
    missed: list[str] = field(default_factory=list)
    """What the run itself did not manage, such as a boundary that was never reached."""
    remarks: list[str] = field(default_factory=list)
    """Worth knowing, and nobody's fault."""

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.charged_twice or self.posted_twice or self.repeated or self.missed)

    def lines(self) -> Iterator[str]:
        """The cases, then the one line of counts."""
        for kind in ("lost", "charged_twice", "posted_twice", "repeated", "missed", "remarks"):
            for case in getattr(self, kind):
                yield f"{kind.replace('_', ' ')}: {case}"
        yield (
            f"kills {self.kills}, accepted {self.accepted}, lost {len(self.lost)}, "
            f"charged twice {len(self.charged_twice)}, posted twice {len(self.posted_twice)}, "
            f"repeated steps {len(self.repeated)}, operator redraws {self.redraws}, orphans {self.orphans}"
        )


class _Job(NamedTuple):
    row: Any
    ask: Ask
    sums: _Sums
    """What its ledger rows come to, by (scope, unit)."""
    calls: Sequence[PaidCall]
    messages: Sequence[Shown]
    """Everything that shows its words."""

    @property
    def is_done(self) -> bool:
        return bool(self.row.state == JobState.DONE)

    @property
    def name(self) -> str:
        row = self.row
        error = f" ({row.error_name})" if row.error_name else ""
        return f"{self.ask.id} on {self.ask.platform}, job {row.id} {row.state}{error}, attempt {row.attempt}"


class _Begun(NamedTuple):
    """A line of `tests.crash.witness`."""

    job: str
    step: str
    process: int
    repeat: bool
    at: float


class Examination:
    """Of one deployment, after its last job has ended or is given up."""

    def __init__(self, deployment: Deployment, crowd: Crowd, artist: Artist, kills: int) -> None:
        self._deployment = deployment
        self._crowd = crowd
        self._artist = artist
        price = Settings().prices[Settings().providers.openai.model]
        self._prices = {
            "text_input": price.text_input,
            "image_input": price.image_input,
            "image_output": price.image_output,
        }
        self.verdict = Verdict(kills)
        self._given_up: list[str] = []
        self._announced: list[str] = []
        engine = our_database(deployment.database, deployment.folder)
        with engine.connect() as connection:
            self._jobs = {row.key: row for row in connection.execute(sa.select(jobs)).all()}
            self._taken = {row.key: row.message for row in connection.execute(sa.select(inbox))}
            self._ledger = connection.execute(sa.select(ledger)).all()
            self._totals = connection.execute(sa.select(totals)).all()
            self._pictures = {row.id: row.job_id for row in connection.execute(sa.select(pictures))}
        engine.dispose()

    def judge(self) -> Verdict:
        """Everything that the module's docstring says."""
        self.verdict.accepted = len(self._jobs)
        found = self._gathered()
        for job in found:
            self._check_card(job)
            self._check_posts(job)
            self._check_charge(job)
            self._check_operator(job)
        self._check_totals()
        self._check_steps({job.row.id: job for job in found})
        for what, names in {
            "given up and refunded after a second interrupted call": self._given_up,
            "announced more than once": self._announced,
        }.items():
            if names:
                self.verdict.remarks.append(f"{len(names)} {what}: {', '.join(names)}")
        return self.verdict

    def _gathered(self) -> list[_Job]:
        sums: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for row in self._ledger:
            sums[row.job_id][row.scope, row.unit] += row.amount
        shown: dict[str | None, list[Shown]] = defaultdict(list)
        for message in self._crowd.shown():
            shown[message.ask].append(message)
        found = []
        unheard = 0
        for ask in self._crowd.asks:
            job = self._jobs.pop(ask.key, None)
            if job is not None:
                found.append(_Job(job, ask, sums[job.id], self._artist.paid(ask.id), shown[ask.id]))
            elif ask.is_kept or ask.key in self._taken:
                told = [message.text for message in shown[ask.id]]
                self.verdict.lost.append(f"{ask.id} on {ask.platform} ({ask.words}) has no job; told {told}")
            else:
                unheard += 1
        if unheard:
            self.verdict.remarks.append(f"{unheard} messages that Discord told only to a killed process")
        self.verdict.missed += [f"job {job.id} is nobody's request" for job in self._jobs.values()]
        self.verdict.lost += [f"{key} was never dealt with" for key, left in self._taken.items() if left]
        return found

    def _check_card(self, job: _Job) -> None:
        card = self._card(job)
        if job.row.state not in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}:
            self.verdict.lost.append(f"{job.name} has not ended")
        elif card is None:
            self.verdict.lost.append(f"{job.name} has no card ({job.row.card_message})")
        elif card.is_unfinished or (job.is_done and not card.has_picture):
            self.verdict.lost.append(f"{job.name} shows {card.text!r}")
        elif job.is_done and {self._pictures.get(one) for one in card.pictures} != {job.row.id}:
            self.verdict.lost.append(f"{job.name} shows somebody else's picture")

    @staticmethod
    def _card(job: _Job) -> Shown | None:
        same = [
            one
            for one in job.messages
            if str(one.message) == job.row.card_message and one.chat == job.ask.chat
        ]
        return same[0] if same else None

    def _check_posts(self, job: _Job) -> None:
        card = self._card(job)
        notices = 0
        for message in job.messages:
            if message is card:
                continue
            if message.is_late_notice:
                notices += 1
            elif message.is_unfinished and not message.has_picture and message.platform is Platform.TELEGRAM:
                self.verdict.orphans += 1
            else:
                self.verdict.posted_twice.append(f"{job.name} has a second message: {message.text!r}")
        if notices > 1:
            self._announced.append(job.ask.id)

    def _check_charge(self, job: _Job) -> None:
        row = job.row
        due = {Unit.IMAGES: 0, Unit.MICROS: 0}
        if job.is_done:
            cost = max(
                (self._cost(call) for call in job.calls if call.outcome is Outcome.ANSWERED), default=0
            )
            due = {Unit.IMAGES: 1, Unit.MICROS: min(cost, row.reserved_micros)}
        for scope in (ScopeKind.ACCOUNT, ScopeKind.COMMUNITY):
            charged = {unit: job.sums.get((scope, unit), 0) for unit in Unit}
            if charged != due:
                self.verdict.charged_twice.append(f"{job.name}: {scope} pays {charged} and not {due}")

    def _check_operator(self, job: _Job) -> None:
        row = job.row
        billed = job.sums.get((ScopeKind.DEPLOYMENT, Unit.MICROS), 0)
        charged = job.sums.get((ScopeKind.ACCOUNT, Unit.MICROS), 0)
        costs = [self._cost(call) for call in job.calls if call.outcome is Outcome.ANSWERED]
        most = row.reserved_micros * min(row.attempt - row.unbilled, _MOST_PAID_CALLS)
        if not sum(costs) <= billed <= most:
            self.verdict.charged_twice.append(
                f"{job.name}: {billed} micros are booked to the operator, who owes {sum(costs)} to {most}"
            )
        elif len(job.calls) > 1 and billed <= charged:
            self.verdict.charged_twice.append(f"{job.name}: its repeated call is not booked to the operator")
        if len(job.calls) > _MOST_PAID_CALLS:
            self.verdict.repeated.append(f"{job.name}: {len(job.calls)} paid calls")
        if row.error_name == Unexpected.__name__:
            self._given_up.append(job.ask.id)
        self.verdict.redraws += max(0, len(job.calls) - 1)

    def _cost(self, call: PaidCall) -> int:
        return math.ceil(sum(self._prices[kind] * tokens for kind, tokens in call.usage.items()))

    def _check_totals(self) -> None:
        sums: Counter[tuple[str, str, str, int]] = Counter()
        for row in self._ledger:
            for span in SPANS:
                sums[row.scope, row.scope_id, row.unit, span] += row.amount
        for row in self._totals:
            sums[row.scope, row.scope_id, row.unit, row.span_hours] -= row.amount
        self.verdict.charged_twice += [
            f"the totals of {key} are {-difference} beside the ledger"
            for key, difference in sums.items()
            if difference
        ]

    def _check_steps(self, found: Mapping[str, _Job]) -> None:
        trails: dict[str, list[_Begun]] = defaultdict(list)
        for begun in self._begun():
            trails[begun.job].append(begun)
        for job_id, trail in trails.items():
            name = found[job_id].name if job_id in found else job_id
            for begun in trail:
                if begun.repeat:
                    told = self._told(trail)
                    self.verdict.repeated.append(f"{name}: {begun.step} began again; its trail is {told}")
        for job_id, job in found.items():
            begun_calls = sum(begun.step == PAID_CALL for begun in trails[job_id])
            if len(job.calls) > begun_calls:
                self.verdict.repeated.append(f"{job.name}: {len(job.calls)} calls for {begun_calls} begun")

    def _begun(self) -> Iterator[_Begun]:
        file = self._deployment.folder / FILE
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            yield _Begun(**json.loads(line))

    def _told(self, trail: Sequence[_Begun]) -> str:
        """What happened to a job and to the processes that had it, in order, in seconds."""
        processes = {begun.process for begun in trail}
        events = [(begun.at, f"{begun.step} in {begun.process}") for begun in trail]
        for victim in self._deployment.victims:
            if victim.process in processes:
                events += [(at, f"{name} to {victim.process}") for at, name in victim.signals]
        start = trail[0].at
        return ", ".join(f"{at - start:+.3f} {event}" for at, event in sorted(events))
