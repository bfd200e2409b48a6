"""Jobs, pictures and messages to keep."""

from datetime import UTC, datetime

from core.errors import NotAnImage
from core.identity import (
    AccountId,
    CommunityId,
    JobId,
    PersonAlias,
    PersonId,
    PictureId,
    PlaceAlias,
    PlaceId,
    PlaceKind,
    Platform,
    new_id,
)
from core.instructions import Instruction, InstructionKind
from core.jobs import Job, JobState
from core.pictures import BlobKey, ImageFacts, Picture
from core.quota import Amounts
from core.requests import ActionPress, Addressed, ImageHandle, IncomingMessage, ReplyTarget, Verb

NOW = datetime(2026, 11, 21, 12, 34, 56, 789012, tzinfo=UTC)
ADA = AccountId("a" * 32)
BO = AccountId("b" * 32)
HOME = PlaceId("1" * 32)
GROUP = CommunityId("2" * 32)

GROUP_ALIAS = PlaceAlias(Platform.TELEGRAM, "-1001", "7", PlaceKind.GROUP, "Painters 画家")
ADA_ALIAS = PersonAlias(Platform.TELEGRAM, "1001", "Ada", "zh-Hans")


def job(
    *,
    images: int = 1,
    micros: int = 0,
    account: AccountId = ADA,
    community: CommunityId = GROUP,
    key: str | None = None,
    state: JobState = JobState.ACCEPTED,
    now: datetime = NOW,
    provider: str = "painter",
    prompt: str = "a boat",
) -> Job:
    return Job(
        id=JobId(new_id()),
        key=key or new_id(),
        state=state,
        community_id=community,
        place_id=HOME,
        person_id=PersonId(account),
        account_id=account,
        person=ADA_ALIAS,
        request_message="41",
        card_message=None,
        route="interaction token",
        names_requester=True,
        spoiler=True,
        instruction=Instruction(
            InstructionKind.EDIT, prompt, (16, 9), (1024, 576), 2, "high", True, "m", (1, 3), True
        ),
        sources=(PictureId(new_id()), PictureId(new_id())),
        provider=provider,
        model="flat",
        size=(1536, 1024),
        quality="high",
        reserved=Amounts(images, micros),
        attempt=0,
        drawn_count=0,
        cost_micros=0,
        error=NotAnImage("pdf").to_record(),
        notes=("photo-needs-model:remove",),
        other_reading=Instruction(InstructionKind.GENERATE, prompt),
        other_sources=(PictureId(new_id()),),
        accepted_at=now,
    )


def picture(
    *,
    tree: PictureId | None = None,
    account: AccountId = ADA,
    job_id: JobId | None = None,
    index: int = 1,
    blob: str | None = "0" * 64,
    place: PlaceId = HOME,
    now: datetime = NOW,
) -> Picture:
    picture_id = PictureId(new_id())
    return Picture(
        id=picture_id,
        place_id=place,
        account_id=account,
        job_id=job_id,
        tree=tree or picture_id,
        version=1,
        index=index,
        parents=() if tree is None else (tree,),
        drawn=True,
        blob=None if blob is None else BlobKey(blob),
        facts=ImageFacts("image/png", 1536, 1024, 123_456, has_alpha=True, frames=2),
        instruction="a boat",
        provider="painter",
        model="flat",
        alt_text="A boat on the sea",
        scene='{"sky": "night"}',
        spoiler=False,
        created_at=now,
    )


def handle(key: str = "AgAC1") -> ImageHandle:
    return ImageHandle(Platform.TELEGRAM, "file id", key, "boat.png", "image/png", 77, True, "pdf")


def message(key: str | None = None, *, text: str = "make it night") -> IncomingMessage:
    target = ReplyTarget("40", True, "1002", "older words", (handle(),), "album 1")
    return IncomingMessage(
        key=key or new_id(),
        place=GROUP_ALIAS,
        person=ADA_ALIAS,
        sent_at=NOW,
        addressed=Addressed.REPLY,
        text=text,
        message="41",
        command="edit",
        options={"ratio": "16:9", "model": "flat"},
        press=ActionPress(Verb.CHOOSE, new_id(), 2, "words"),
        images=(handle(), handle("AgAC2")),
        reply=target,
        thread_start=ReplyTarget(None),
        album="album 2",
        hears_all=False,
        spoken_to_other=True,
        route="token",
    )
