"""One entry's form against one record's form, with the evidence of the model that compares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from monitor.matching import scope
from monitor.matching.crosspair import CrossEvidence
from monitor.matching.giname import GiEvidence
from monitor.matching.han import HanEvidence
from monitor.matching.latinpair import LatinEvidence
from monitor.matching.prepare import Form, Mark, Sign
from monitor.matching.title import TitleEvidence

Model = Literal["han", "latin", "cross", "listing", "gi"]
Evidence = HanEvidence | LatinEvidence | CrossEvidence | TitleEvidence | GiEvidence


@dataclass(frozen=True, slots=True)
class Pair:
    """What the signals read. `scope_step`: 1 same class, 0.5 related, 0.25 unknown, 0 other (see `scope`)."""

    model: Model
    mark: Mark
    form: Form
    sign: Sign
    other: Form
    evidence: Evidence
    relation: scope.Relation
    scope_bits: float
    coined: bool

    @property
    def scope_step(self) -> float:
        """Nearness of the goods, 0–1."""
        return scope.STEPS[self.relation]

    @property
    def length(self) -> int:
        """Characters or letters of the mark's form, by which rarity is looked up."""
        return len(self.form.letters if self.model == "latin" else self.form.units or self.form.letters)

    @property
    def han(self) -> HanEvidence:
        """Evidence of the Han model."""
        assert isinstance(self.evidence, HanEvidence)
        return self.evidence

    @property
    def latin(self) -> LatinEvidence:
        """Evidence of the Latin model."""
        assert isinstance(self.evidence, LatinEvidence)
        return self.evidence

    @property
    def cross(self) -> CrossEvidence:
        """Evidence of the cross-script model."""
        assert isinstance(self.evidence, CrossEvidence)
        return self.evidence

    @property
    def title(self) -> TitleEvidence:
        """Evidence of the listing model."""
        assert isinstance(self.evidence, TitleEvidence)
        return self.evidence

    @property
    def gi(self) -> GiEvidence:
        """Evidence of the model for geographical indications."""
        assert isinstance(self.evidence, GiEvidence)
        return self.evidence
