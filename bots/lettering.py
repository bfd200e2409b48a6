"""Can this machine set text into pictures: its fonts, and what joins and turns letters."""

from bots.findings import Finding, Level
from core.imaging.lettering import has_shaping, package_for, unset_scripts


def look_at_lettering() -> list[Finding]:
    """What is missing, with the packages that bring it. Reads folders: for a thread."""
    found: list[Finding] = []
    if not has_shaping():
        text = "Arabic, Devanagari and their like are refused: the FriBiDi library is not there"
        found.append(Finding(Level.WARN, "lettering", text, "apt-get install libfribidi0"))
    scripts = unset_scripts()
    if scripts:
        packages = sorted({package_for(script) for script in scripts})
        text = f"no font has {', '.join(scripts)}"
        found.append(Finding(Level.WARN, "lettering", text, f"apt-get install {' '.join(packages)}"))
    return found or [Finding(Level.OK, "lettering", "fonts for the common scripts and for emoji are there")]
