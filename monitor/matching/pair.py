"""One entry's form against one record's form, with the evidence of the model that compares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from monitor.matching import scope
from monitor.matching.crosspair import CrossEvidence
from monitor.matching.giname import GiEvidence
from monitor.matching.han import HanEvidence
from monitor.matching.latinpair import LatinEvidence
from monitor.matching.prepare import Form, Mark, Sign
from monitor.matching.title import TitleEvidence

Model = Literal["han", "latin", "cross", "listing", "gi"]
Evidence = HanEvidence | LatinEvidence | CrossEvidence | TitleEvidence | GiEvidence


@dataclass(slots=True)
class Pair:
    """What the signals read. `scope_step`: 1 same class, 0.5 related, 0.25 unknown, 0 other (see `scope`).

    Not frozen, as no evidence is: a frozen one takes twice as long to make, and each pair makes two.
    """

    model: Model
    mark: Mark
    form: Form
    sign: Sign
    other: Form
    relation: scope.Relation
    scope_bits: float
    coined: bool
    across: bool = False  # protected across classes: the goods count as related at least
    evidence: Evidence = field(init=False)  # set when it is looked for

    @property
    def scope_step(self) -> float:
        """Nearness of the goods, 0–1."""
        step = scope.STEPS[self.relation]
        return step if not self.across or step > scope.STEPS["related"] else scope.STEPS["related"]

    @property
    def length(self) -> int:
        """Characters or letters of the mark's form, by which rarity is looked up."""
        return len(self.form.letters if self.model == "latin" else self.form.units or self.form.letters)

    if TYPE_CHECKING:  # the evidence by its model's name; at run time one and the same slot, see below

        @property
        def han(self) -> HanEvidence:
            """Evidence of the Han model."""

        @property
        def latin(self) -> LatinEvidence:
            """Evidence of the Latin model."""

        @property
        def cross(self) -> CrossEvidence:
            """Evidence of the cross-script model."""

        @property
        def title(self) -> TitleEvidence:
            """Evidence of the listing model."""

        @property
        def gi(self) -> GiEvidence:
            """Evidence of the model for geographical indications."""


# Some thirty signals read a pair's evidence: a slot under five names is read six times as fast as a checked
# property. The signal of another model fails on the field that the evidence lacks.
for _model in ("han", "latin", "cross", "title", "gi"):
    setattr(Pair, _model, Pair.__dict__["evidence"])
