"""What can be seen in a picture, in English: the words by which a wish is told from talk.

Common nouns, colours and looks of pictures; what is missing costs a question, never a wrong edit.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COLOURS: Final = _words(
    "red green blue yellow orange purple violet pink brown grey gray white black gold golden silver bronze copper "
    "teal turquoise cyan magenta beige cream ivory navy maroon crimson scarlet lavender lilac mint olive khaki "
    "pastel neon rainbow colorful colourful monochrome blonde blond ginger brunette transparent translucent"
)

COMPARED: Final = _words(
    "bigger smaller larger brighter darker lighter warmer cooler colder sharper softer taller shorter longer wider "
    "narrower thinner thicker closer nearer older younger happier sadder angrier scarier cuter fluffier furrier "
    "rounder redder bluer greener yellower pinker whiter blacker paler simpler cleaner moodier gloomier rainier "
    "snowier cloudier sunnier foggier dirtier shinier smoother rougher flatter fatter slimmer skinnier chubbier "
    "curlier straighter bolder crisper clearer blurrier grainier spookier creepier fancier busier emptier wilder "
    "cosier cozier muddier dustier rustier messier prettier richer deeper tighter looser lower denser sparser"
)

LOOKS: Final = _words(
    "dark bright light dim big small large little tiny tall short long wide narrow thin thick blurry busy crowded "
    "empty flat pale warm saturated desaturated noisy grainy sharp soft plain cropped zoomed shiny matte "
    "square round circle oval rectangle detailed vibrant tidy vertical horizontal elegant gloomy "
    "glossy curly wavy spiky evening morning noon brick cheerful gloomy huge giant gigantic enormous washed pixelated cluttered messy orange red green blue yellow purple pink grey gray white black"
)

_LIGHT: Final = _words(
    "light lights lighting shadow contrast brightness saturation exposure highlight glow glare reflection colour "
    "color tone hue tint grain noise blur bokeh texture detail resolution sharpness vignette hdr focus depth "
    "backlight backlit sunlight moonlight candlelight daylight lamplight palette gradient outline border frame "
    "margin padding background backdrop foreground bg composition perspective angle view shot closeup portrait "
    "landscape panorama silhouette horizon sprite reflection symmetry symmetrical pattern stripes stripe dot dots spots watermark logo text "
    "font letter letters title caption headline subtitle slogan name date sign label signature number banner poster lettering"
)

_NATURE: Final = _words(
    "sky cloud sun moon star stars galaxy planet mars earth space sea ocean lake river waterfall beach island sand "
    "wave waves mountain hill valley cliff canyon desert forest jungle wood woods tree palm bush grass meadow field "
    "flower rose tulip sunflower daisy leaf leaves plant vine ivy garden rock stone ice snow rain rainbow "
    "storm thunderstorm lightning fog mist haze wind smoke fire flames lava volcano aurora comet meteor water "
    "underwater puddle snowflake raindrop sunset sunrise dawn dusk twilight night nighttime daytime day winter summer spring autumn "
    "raining snowing snowy rainy "
    "foggy misty cloudy sunny stormy windy burning frozen flooded glowing"
)

_CREATURES: Final = _words(
    "cat kitten dog puppy corgi poodle bird owl eagle parrot duck swan penguin fish shark whale dolphin horse "
    "unicorn pony cow sheep goat pig chicken rooster rabbit bunny hare mouse rat hamster fox wolf bear panda koala "
    "lion tiger leopard elephant giraffe zebra monkey gorilla deer moose squirrel hedgehog frog turtle snake lizard "
    "dinosaur dragon phoenix butterfly bee spider crab octopus squid jellyfish snail robot android alien zombie "
    "ghost skeleton vampire witch wizard elf dwarf fairy mermaid angel demon monster knight king queen prince "
    "princess pirate ninja samurai cowboy astronaut soldier viking clown superhero santa snowman man woman boy girl "
    "baby child people person crowd lady guy dude character figure"
)

_BODY: Final = _words(
    "face head hair hairstyle haircut fringe bangs ponytail braids beard moustache mustache stubble eye eyes "
    "eyebrow eyelash nose mouth lips lip smile teeth tooth tongue ear ears chin cheek neck shoulder arm arms hand "
    "hands finger fingers thumb nail leg legs foot feet knee belly body skin freckles tattoo scar wrinkles makeup "
    "lipstick pose posture expression wing wings tail horn horns antlers fur feather paw paws whiskers scales bald "
    "smiling laughing crying frowning angry sad happy surprised scared sleepy sleeping sitting standing running "
    "jumping flying dancing waving muscular pregnant wet muddy hairy fluffy"
)

_CLOTHES: Final = _words(
    "hat cap crown helmet hood beanie beret headband headphones glasses sunglasses goggles monocle eyepatch mask "
    "scarf tie bow bowtie necklace earring earrings ring bracelet watch jewellery jewelry shirt tshirt blouse "
    "sweater hoodie jumper jacket coat vest suit tuxedo dress skirt gown kimono robe cape cloak apron armor armour "
    "uniform costume outfit pants trousers jeans shorts shoes shoe boots boot sneakers sandals slippers heels socks "
    "gloves belt collar leash bag handbag backpack umbrella sword shield bow wand staff axe gun guitar violin piano drum trumpet "
    "leather denim silk lace wool velvet cotton wearing"
)

_THINGS: Final = _words(
    "house home cabin cottage castle tower lighthouse church temple palace bridge building buildings skyscraper "
    "city town village street road alley sidewalk skyline roof chimney wall walls window windows door gate fence "
    "stairs floor ceiling balcony porch room kitchen bedroom bathroom office library cafe bar shop barn farm tent "
    "car truck bus train tram bike bicycle motorcycle scooter boat ship sailboat yacht submarine canoe plane "
    "airplane helicopter balloon balloons rocket spaceship ufo table chair sofa couch bed bench desk shelf lamp "
    "candle candles lantern lightbulb chandelier mirror curtain curtains rug carpet pillow blanket clock book books "
    "newspaper painting vase cup mug glass bottle plate bowl spoon fork knife pot pumpkin mushroom phone laptop computer tv screen keyboard camera toy teddy "
    "doll ball football basketball skateboard surfboard kite flag flags fireworks confetti present gift ribbon "
    "heart hearts arrow cross pole wire wires lines cable sticker icon badge button bubble bubbles feathers treasure "
    "chest coin coins key lock rope ladder bucket basket box barrel fountain statue throne carriage saddle object "
    "objects tokyo paris london york venice rome egypt japan"
)

_FOOD: Final = _words(
    "cake cupcake cookie bread pizza burger fries apple banana lemon strawberry cherry grapes watermelon carrot tomato "
    "cheese egg icecream coffee tea wine beer sushi noodles soup rice salad chocolate candy sandwich fruit"
)

STYLES: Final = _words(
    "watercolour watercolor oil acrylic pastel gouache ink charcoal crayon pencil sketch drawing lineart doodle "
    "cartoon cartoonish comic manga anime chibi ghibli disney pixar lego minecraft claymation clay origami papercut "
    "paper felt plush knitted embroidery mosaic stained graffiti mural poster vintage retro sepia polaroid film "
    "noir cinematic dramatic photorealistic photographic photo realistic realism hyperrealistic surreal abstract "
    "minimalist minimal minimalistic baroque gothic medieval renaissance impressionist cubist cubism expressionist "
    "popart pop deco nouveau bauhaus cyberpunk steampunk vaporwave synthwave futuristic fantasy horror spooky pixel "
    "pixelart voxel isometric lowpoly poly low 3d 2d 8bit 16bit render vector flat blueprint diagram icon emoji "
    "sticker logo wallpaper screenshot studio ukiyo-e woodcut engraving etching linocut tattoo marble wooden metal "
    "glass neon holographic grayscale greyscale monochrome wood greek roman egyptian japanese chinese scandinavian "
    "victorian rustic industrial bohemian kawaii wooden readable legible visible 4k 8k hd"
)

SIGHTS: Final = (
    COLOURS | COMPARED | LOOKS | _LIGHT | _NATURE | _CREATURES | _BODY | _CLOTHES | _THINGS | _FOOD | STYLES
)

JOINING: Final = _words(
    "a an the this that these those his her its their one ones some any more less fewer much many bit little lot "
    "slightly very really even way far no not and or of in on at to with without as from for by into onto under over "
    "behind beside near next between above below around during up down out off left right top bottom middle center "
    "centre side corner upper front back it he she him them they all everything everyone both instead version style "
    "look looking like please pls plz plx now then also just only again maybe another other same different two three "
    "four five six ten tad touch whole full half total too art shaped made hour old new real wearing first second "
    "third last previous image number horizontally vertically degrees is are be"
)


SCENES: Final = COLOURS | STYLES | _LIGHT | _NATURE | COMPARED
"""What a whole picture can be in, and people who answer are not: no rooms, no cities."""

RESTYLED: Final = (
    COLOURS
    | STYLES
    | COMPARED
    | LOOKS
    | _words(
        "background backdrop version contrast style frame angle lighting font palette raining snowing snowy foggy night winter summer spring autumn sunset sunrise dusk dawn evening morning"
    )
)
MERCHANDISE: Final = _words(
    "wallpaper poster sticker emoji icon banner logo book toy plush doll card meme flag shirt hoodie tattoo print mural frame home wall"
)


def shows(words: str) -> bool:
    """Whether something seen is named."""
    return any(_is_in(word, SIGHTS) for word in words.split())


def names(words: str) -> bool:
    """Whether a thing is named, and not only a look that many words share."""
    return any(_is_in(word, SIGHTS - LOOKS) for word in words.split())


def restyles(words: str) -> bool:
    """Whether a look, a colour or a style is named."""
    return any(_is_in(word, RESTYLED) for word in words.split())


def sells(words: str) -> bool:
    """Whether it speaks of things that pictures are printed on."""
    return any(_is_in(word, MERCHANDISE) for word in words.split())


def is_alive(words: str) -> bool:
    """Whether a creature is named."""
    return any(_is_in(word, _CREATURES) for word in words.split())


def is_of_body(words: str) -> bool:
    """Whether a part of a body is named."""
    return any(_is_in(word, _BODY) for word in words.split())


def is_food(words: str) -> bool:
    """Whether something to eat is named."""
    return any(_is_in(word, _FOOD) for word in words.split())


def is_drawn(words: str) -> bool:
    """Whether nothing but what pictures are made of is named: light, nature, creatures, bodies, clothes, styles."""
    return only_shows(words, of=SIGHTS - _FOOD - _THINGS)


def only_shows(words: str, *, of: frozenset[str] = SIGHTS - _FOOD) -> bool:
    """Whether nothing but what is seen is named, and something is; never food, which people also eat."""
    parts = words.split()
    named = [_is_in(part, of) for part in parts]
    return any(named) and all(
        known or part in JOINING or part.isdigit() for part, known in zip(parts, named, strict=True)
    )


def _is_in(word: str, known: frozenset[str]) -> bool:
    """In the singular or the plural, or in parts ("black-haired")."""
    bare = word.removesuffix("'s")
    forms = {
        bare,
        bare.removesuffix("s"),
        bare.removesuffix("es"),
        bare.removesuffix("-like"),
        *bare.split("-"),
    }
    if bare.endswith("ies"):
        forms.add(bare.removesuffix("ies") + "y")
    return not known.isdisjoint(forms)
