"""The bundle: evidence given away so that a court that has never heard of Værn can check it."""

from vaern.evidence.bundle.choice import RECIPIENTS, Choice, choose, given_to
from vaern.evidence.bundle.contents import prepare_bundle, write_bundle
from vaern.evidence.bundle.warnings import export_warnings

__all__ = ["RECIPIENTS", "Choice", "choose", "export_warnings", "given_to", "prepare_bundle", "write_bundle"]
