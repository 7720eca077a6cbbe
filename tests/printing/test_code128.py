"""Our own Code 128, read back by an independent reader."""

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import code128

PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(PRINTABLE | st.from_regex(r"H[0-9]{2}\.[0-9]{3}\.[0-9]{2}-[0-9]{6}-[0-9]{4,6}", fullmatch=True))
def test_bars_read_back_as_their_text(text: str) -> None:
    """One wrong width in the table of 107 patterns would make some dossiers unfindable by scan."""
    row, dark = [255] * 40, True
    for width in code128.widths(text):
        row += [0 if dark else 255] * width * 2
        dark = not dark
    row += [255] * 40
    image = memoryview(bytes(row) * 40).cast("B", (40, len(row)))

    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128, text_mode=zxingcpp.TextMode.Plain)

    assert [code.text for code in found] == [text]


@pytest.mark.parametrize("text", ["", "TẠM-1", "x" * 61, "a\nb"])
def test_what_it_cannot_carry_is_said(text: str) -> None:
    """No barcode is better than one that reads as another number."""
    assert not code128.encodable(text)
    with pytest.raises(ValueError, match="ASCII"):
        code128.widths(text)
