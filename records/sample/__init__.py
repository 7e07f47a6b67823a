"""The synthetic county: invented businesses, their records as agencies write them, the truth."""

from records.sample.agreements import sample_agreements
from records.sample.county import write_sample
from records.sample.settings import Noise, SampleSettings
from records.sample.truth import Truth

__all__ = ["Noise", "SampleSettings", "Truth", "sample_agreements", "write_sample"]
