"""The built-in painter: offline, free, deterministic; no model.

Words become a `Scene`, a scene becomes a picture, and the scene is kept with the picture, so that a
reply changes that scene and nothing else. On a picture without a scene it applies honest filters.

Keys of the notes on its pictures (`DrawnPicture.notes`, "key" or "key:detail"):

- `painter-unknown-words:robot, guitar`: these words it cannot draw; the rest was drawn.
- `painter-needs-model:remove the car`: this part of an edit of a photo needs a real model; the rest was done.
- `painter-not-found:boat`: an edit named something that is not in the picture (detail: words of the prompt).
- `painter-no-glyphs:…`: no font at hand has the letters of this text, so it was left out.
- `painter-full:24`: no more than this many things fit; the rest were left out.

Where nothing at all can be done it raises `core.errors.NeedsModel(asked, can)`; `asked` is the prompt,
shortened. Members of `can` are keys: for a photo `PHOTO_CAN`, for one of its own pictures `SCENE_CAN`.
"""

from core.providers.painter.provider import PHOTO_CAN, SCENE_CAN, Painter

__all__ = ["PHOTO_CAN", "SCENE_CAN", "Painter"]
