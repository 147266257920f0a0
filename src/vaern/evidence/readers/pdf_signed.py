"""Signatures in a PDF: who, when, why and where, as the signature itself says. They are not worked out."""

from typing import Any

import pikepdf

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.pdf_times import moment

SAYS = "Dokumentet er digitalt underskrevet. Værn regner ikke underskrifter i PDF efter."
TOLD = {"/Name": "signer", "/Reason": "sign_reason", "/Location": "sign_location", "/ContactInfo": "sign_contact"}
MOST = 50


def tell(gather: Gather, document: pikepdf.Pdf) -> None:
    """Every signature with its bytes, and that there are some."""
    form = document.Root.get("/AcroForm")
    found = [one for one in document.objects if _is_one(one)][:MOST]
    if not found and (form is None or not int(form.get("/SigFlags", 0)) & 1):
        return
    gather.checks["signature"] = "cannot_be_checked"
    gather.warn("signed", SAYS)
    for one in found:
        _one(gather, one)


def _is_one(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/ByteRange" in thing and "/Contents" in thing


def _one(gather: Gather, signature: Any) -> None:
    for key, name in TOLD.items():
        gather.fact(name, signature.get(key, ""))
    gather.identify("name", str(signature.get("/Name", "")), role="signer")
    words = str(signature.get("/M", ""))
    if words:
        gather.time("signed", moment(words), words)
