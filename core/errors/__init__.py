"""Everything that can go wrong, as data; `core.messages` turns it into sentences.

ChatbrushError
├── UserCanFix               the person can do something about it; nothing is charged
│   ├── NothingToEdit        the words need a picture and none was pointed at
│   ├── WhichPicture         the card has several pictures and none was named
│   ├── NoSuchPicture        "#7" on a card of four
│   ├── EmptyInstruction     no words and no picture
│   ├── NotAnImage           a file that is no picture, or one we do not read
│   ├── ImageTooLarge        too many bytes or pixels
│   ├── ResultTooLarge       what an exact operation would make is beyond a limit
│   ├── NotExact             a picture on which an operation needs a model
│   ├── ImageGone            the platform no longer has the file
│   ├── LinkRefused          a link to what is not public, or links are off
│   ├── LinkDead             nothing comes from behind a link
│   ├── NoAvatar             somebody has no avatar that can be seen
│   ├── AvatarClosed         another's avatar, which they have not opened
│   ├── AvatarUnknown        nobody can tell whose avatar is meant
│   ├── TooManySources       more pictures than the model takes
│   ├── OptionUnsupported    a flag's value that the model does not take
│   ├── NeedsModel           the painter cannot do this honestly
│   ├── PresetNeedsPictures  too few or too many pictures for a recipe
│   ├── OverQuota            a limit has no room
│   ├── CoolingDown          too many refused requests in a row
│   ├── Unpriced             a money limit applies and the model has no price
│   ├── ContentBlocked       the provider's moderation refused
│   ├── StaleAction          a button of something that is no longer there
│   ├── NotYours             only the requester or an admin may
│   ├── QueueFull            too many jobs wait already
│   ├── NothingToCancel      no job of this person waits or draws here
│   ├── FontMissing          text in a script that no installed font has
│   ├── ShapingMissing       text that takes a library which is not installed
│   ├── LetteringTooLong     text that would not be legible in the picture
│   ├── NothingToClaim       no result is kept for this person
│   ├── NothingBefore        undo, and the picture is the first
│   ├── NothingAfter         redo, and nothing was made from it
│   ├── NoSuchVersion        a version that there is not
│   ├── VersionGone          a version that was erased
│   ├── WhichVersion         a reply to a sheet of versions that names none
│   ├── KeptPrivate          another's picture, which they keep to themselves
│   └── AdminsOnly           only an admin may
├── ProviderFailed           the person can only wait
│   ├── ProviderTimedOut
│   ├── Overloaded           429 and the like, perhaps with a time to wait
│   ├── ProviderUnreachable  no connection
│   ├── ProviderDown         5xx
│   ├── NotInTime            given up before it began: too long in line, or the provider is away
│   ├── KeyRejected          401 and 403: the operator must act
│   ├── ProviderRefused      400 and the like: our request was wrong for this model
│   └── BadAnswer            the answer could not be used
├── DeliveryFailed           raised by couriers
│   ├── MessageGone          what should be changed or answered is deleted
│   ├── NoPermission         a right is missing in that place
│   ├── PlaceGone            kicked, blocked or deleted
│   ├── PlaceMoved           the group became another one
│   ├── FileTooLarge         the platform refused the size
│   ├── Throttled            the platform asks to wait
│   ├── RouteExpired         an interaction token's time is over
│   └── Undelivered          nothing else fits; may or may not have arrived
├── Cancelled                by the requester or an admin
├── SettingsInvalid          every mistake at once
└── Unexpected               a defect of ours, caught at the edge of a job
"""

from typing import Any

from core.errors.delivery import (
    DeliveryFailed,
    FileTooLarge,
    MessageGone,
    NoPermission,
    PlaceGone,
    PlaceMoved,
    RouteExpired,
    Throttled,
    Undelivered,
)
from core.errors.lettering import FontMissing, LetteringTooLong, ShapingMissing
from core.errors.person import (
    Cancelled,
    ContentBlocked,
    CoolingDown,
    EmptyInstruction,
    ImageGone,
    ImageTooLarge,
    NeedsModel,
    NoSuchPicture,
    NotAnImage,
    NotExact,
    NothingToCancel,
    NothingToClaim,
    NothingToEdit,
    NotYours,
    OptionUnsupported,
    OverQuota,
    PresetNeedsPictures,
    QueueFull,
    ResultTooLarge,
    Shortfall,
    StaleAction,
    TooManySources,
    Unpriced,
    UserCanFix,
    WhichPicture,
)
from core.errors.provider import (
    BadAnswer,
    KeyRejected,
    NotInTime,
    Overloaded,
    ProviderDown,
    ProviderFailed,
    ProviderRefused,
    ProviderTimedOut,
    ProviderUnreachable,
)
from core.errors.root import (
    ChatbrushError,
    SettingsInvalid,
    SettingsProblem,
    Unexpected,
    adapter_of,
)
from core.errors.sources import AvatarClosed, AvatarUnknown, LinkDead, LinkRefused, NoAvatar
from core.errors.versions import (
    AdminsOnly,
    KeptPrivate,
    NoSuchVersion,
    NothingAfter,
    NothingBefore,
    VersionGone,
    WhichVersion,
)

__all__ = [
    "AdminsOnly",
    "AvatarClosed",
    "AvatarUnknown",
    "BadAnswer",
    "Cancelled",
    "ChatbrushError",
    "ContentBlocked",
    "CoolingDown",
    "DeliveryFailed",
    "EmptyInstruction",
    "FileTooLarge",
    "FontMissing",
    "ImageGone",
    "ImageTooLarge",
    "KeptPrivate",
    "KeyRejected",
    "LetteringTooLong",
    "LinkDead",
    "LinkRefused",
    "MessageGone",
    "NeedsModel",
    "NoAvatar",
    "NoPermission",
    "NoSuchPicture",
    "NoSuchVersion",
    "NotAnImage",
    "NotExact",
    "NotInTime",
    "NotYours",
    "NothingAfter",
    "NothingBefore",
    "NothingToCancel",
    "NothingToClaim",
    "NothingToEdit",
    "OptionUnsupported",
    "OverQuota",
    "Overloaded",
    "PlaceGone",
    "PlaceMoved",
    "PresetNeedsPictures",
    "ProviderDown",
    "ProviderFailed",
    "ProviderRefused",
    "ProviderTimedOut",
    "ProviderUnreachable",
    "QueueFull",
    "ResultTooLarge",
    "RouteExpired",
    "SettingsInvalid",
    "SettingsProblem",
    "ShapingMissing",
    "Shortfall",
    "StaleAction",
    "Throttled",
    "TooManySources",
    "Undelivered",
    "Unexpected",
    "Unpriced",
    "UserCanFix",
    "VersionGone",
    "WhichPicture",
    "WhichVersion",
    "from_record",
    "leaves",
]


def leaves(root: type[ChatbrushError] = ChatbrushError) -> tuple[type[ChatbrushError], ...]:
    """Every class of the tree that has no subclass, in order of definition."""
    found: list[type[ChatbrushError]] = []
    for child in root.__subclasses__():
        found.extend(leaves(child) or (child,))
    return tuple(found)


def from_record(record: dict[str, Any]) -> ChatbrushError:
    """The error that `ChatbrushError.to_record` wrote; `Unexpected` for a name since removed."""
    data = dict(record)
    name = data.pop("error")
    for cls in leaves():
        if cls.__name__ == name:
            error: ChatbrushError = adapter_of(cls).validate_python(data)
            return error
    return Unexpected(kind=name)
