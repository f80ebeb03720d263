"""The signals of the gi model, in the order in which reasons are told."""

from monitor.matching.signals.gi.both_parts import both_parts
from monitor.matching.signals.gi.evocation import evocation
from monitor.matching.signals.gi.full_name import full_name
from monitor.matching.signals.gi.goods import goods
from monitor.matching.signals.gi.near_name import near_name
from monitor.matching.signals.gi.not_authorised import not_authorised
from monitor.matching.signals.gi.not_dish import not_dish
from monitor.matching.signals.gi.not_shop import not_shop
from monitor.matching.signals.gi.origin_outside import origin_outside
from monitor.matching.signals.gi.other_place import other_place
from monitor.matching.signals.gi.pinyin import pinyin
from monitor.matching.signals.gi.place_part import place_part
from monitor.matching.signals.gi.product_part import product_part
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(full_name, ("G1", "G2")),
    Signal(near_name, ("G6",)),
    Signal(place_part, ("G4",)),
    Signal(product_part, ("G2",)),
    Signal(both_parts, ("G1", "G2")),
    Signal(evocation, ("G3",)),
    Signal(goods, ("G1",)),
    Signal(origin_outside, ("G2",)),
    Signal(not_authorised, ("F3",)),
    Signal(not_dish, ("F1", "G5")),
    Signal(not_shop, ("F3", "F4")),
    Signal(other_place, ("F2",)),
    Signal(pinyin, ("G1",)),
)
