"""What the doctor says of formats that extras read."""

from bots.formats import look_at_formats


def test_what_is_installed_is_read() -> None:
    assert [str(one) for one in look_at_formats()] == [
        "ok    svg: SVG drawings are read",
        "ok    heic: HEIC photos are read",
    ]


def test_what_is_not_installed_names_its_extra() -> None:
    svg, heic = look_at_formats(lambda module: module == "resvg_py")

    assert str(svg).startswith("ok ")
    assert (
        str(heic)
        == "off   heic: HEIC photos are refused with a sentence\n      -> pip install 'chatbrush[heic]'"
    )
