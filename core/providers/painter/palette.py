"""Colours: a few harmonious ones for each time, season and weather, and what light does to them."""

from dataclasses import dataclass

from core.providers.painter.scene import Scene

Rgb = tuple[int, int, int]


def rgb(colour: str) -> Rgb:
    """A colour written as "#rrggbb", as numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """`share` of the second colour in the first."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def shade(colour: Rgb, amount: float) -> Rgb:
    """Darker for a negative amount, lighter for a positive one; 1 is white."""
    return mix(colour, (255, 250, 240), amount) if amount > 0 else mix(colour, (20, 18, 40), -amount)


def brightness(colour: Rgb) -> float:
    """0 to 1, as the eye weighs it."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


@dataclass(frozen=True, slots=True)
class Ambience:
    """The light of a scene. `light` multiplies every colour; `haze` is what distance turns to."""

    sky: tuple[Rgb, ...]
    light: tuple[float, float, float]
    haze: Rgb
    cloud: Rgb
    grass: Rgb
    leaves: tuple[Rgb, ...]
    water: tuple[Rgb, Rgb]
    sand: Rgb
    night: bool
    snow: bool
    season: str
    murk: float

    def lit(self, colour: Rgb, depth: float = 1.0) -> Rgb:
        """A colour in this light; `depth` 1 is near, 0 at the horizon."""
        red, green, blue = (
            min(255, round(part * light)) for part, light in zip(colour, self.light, strict=True)
        )
        return mix((red, green, blue), self.haze, (1 - depth) * (0.34 + self.murk))


SKIES = {
    "dawn": ("#6377b4", "#b79cc4", "#f3bfb0", "#ffe0b0"),
    "day": ("#3f8ed0", "#7fbfe8", "#c3e3f0", "#eef5ec"),
    "sunset": ("#3b3f7d", "#8d4f86", "#e2716b", "#fdb56b"),
    "night": ("#070d26", "#121d49", "#24346b", "#46588f"),
}
LIGHTS = {
    "dawn": (0.97, 0.87, 0.88),
    "day": (1.0, 1.0, 1.0),
    "sunset": (0.98, 0.78, 0.72),
    "night": (0.40, 0.47, 0.70),
}
HAZES = {"dawn": "#e9c4bd", "day": "#cfe4ec", "sunset": "#e08e77", "night": "#33457c"}
CLOUDS = {"dawn": "#fbdcd2", "day": "#ffffff", "sunset": "#f0a08c", "night": "#47568a"}
WATERS = {
    "dawn": ("#d9a9b0", "#5d7ba8"),
    "day": ("#8cc9dd", "#2d7fb0"),
    "sunset": ("#e88f73", "#5b4a80"),
    "night": ("#33467f", "#0d1838"),
}
GRASS = {"": "#7fb458", "spring": "#92c466", "summer": "#6fab4c", "autumn": "#bd9b50", "winter": "#eef3f8"}
LEAVES = {
    "": ("#4f9450", "#5fa452", "#3f8550"),
    "spring": ("#86c163", "#9fce74", "#70b060"),
    "summer": ("#3f8a48", "#52994a", "#2f7a48"),
    "autumn": ("#dd8a2e", "#c9552f", "#e6b53e"),
    "winter": ("#7d8f8a", "#8d9c96", "#6b807c"),
}


def ambience(scene: Scene) -> Ambience:
    """The light and colours of a scene."""
    weather = set(scene.weather)
    sky = [rgb(colour) for colour in SKIES[scene.time]]
    light = LIGHTS[scene.time]
    haze = rgb(HAZES[scene.time])
    cloud = rgb(CLOUDS[scene.time])
    murk = 0.0
    if weather & {"rain", "storm", "overcast", "fog", "snow"}:
        grey = rgb("#8693a3") if "storm" not in weather else rgb("#4c5666")
        if "snow" in weather or "fog" in weather:
            grey = rgb("#c3ced8")
        dull = mix((0, 0, 0), grey, 0.35 if scene.time == "night" else 1.0)
        share = 0.72 if "storm" in weather else 0.58
        sky = [
            mix(mix(colour, dull, share), (255, 255, 255), 0.05 * place) for place, colour in enumerate(sky)
        ]
        haze = mix(haze, dull, 0.6)
        cloud = mix(cloud, shade(dull, -0.12), 0.62)
        dimming = 0.72 if "storm" in weather else 0.88
        light = (light[0] * dimming, light[1] * dimming, light[2] * (dimming + 0.04))
        murk = 0.35 if "fog" in weather else 0.1
    tint = scene.tint("sky")
    if tint:
        base = rgb(tint)
        sky = [mix(base, shade(base, -0.25 + 0.22 * place), 0.9) for place in range(4)]
        haze = mix(haze, base, 0.5)
    winter = scene.season == "winter" or "snow" in weather
    far, near = (rgb(colour) for colour in WATERS[scene.time])
    if weather & {"rain", "storm", "fog", "overcast", "snow"}:
        far, near = mix(far, haze, 0.5), mix(near, shade(haze, -0.4), 0.4)
    if scene.tint("water"):
        near = _in_light(rgb(scene.tint("water")), light)
        far = mix(near, sky[-1], 0.35)
    grass = rgb(scene.tint("ground") or GRASS["winter" if winter else scene.season])
    return Ambience(
        sky=tuple(sky),
        light=light,
        haze=haze,
        cloud=cloud,
        grass=grass,
        leaves=tuple(rgb(colour) for colour in LEAVES["winter" if winter else scene.season]),
        water=(far, near),
        sand=rgb(scene.tint("ground") or ("#eef2f5" if winter else "#ecd3a0")),
        night=scene.time == "night",
        snow=winter,
        season="winter" if winter else scene.season,
        murk=murk,
    )


def _in_light(colour: Rgb, light: tuple[float, float, float]) -> Rgb:
    red, green, blue = (min(255, round(part * factor)) for part, factor in zip(colour, light, strict=True))
    return red, green, blue
