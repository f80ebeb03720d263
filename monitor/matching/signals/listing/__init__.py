"""The signals of the listing model, in the order in which reasons are told."""

from monitor.matching.signals.listing.accessory import accessory
from monitor.matching.signals.listing.copy_offer import copy_offer
from monitor.matching.signals.listing.disguised import disguised
from monitor.matching.signals.listing.edge_words import edge_words
from monitor.matching.signals.listing.genuine_seller import genuine_seller
from monitor.matching.signals.listing.goods import goods
from monitor.matching.signals.listing.goods_word import goods_word
from monitor.matching.signals.listing.literal import literal
from monitor.matching.signals.listing.low_price import low_price
from monitor.matching.signals.listing.opens_title import opens_title
from monitor.matching.signals.listing.quality import quality
from monitor.matching.signals.listing.rarity import rarity
from monitor.matching.signals.listing.resale import resale
from monitor.matching.signals.listing.whole_words import whole_words
from monitor.matching.signals.listing.wholesale import wholesale
from monitor.matching.signals.signal import Signal

SIGNALS: tuple[Signal, ...] = (
    Signal(literal, ("W16",)),
    Signal(disguised, ("W04", "W05")),
    Signal(quality, ("W04", "W05")),
    Signal(rarity, ("W16",)),
    Signal(opens_title, ("W16",)),
    Signal(whole_words, ("W15",)),
    Signal(edge_words, ("W15",)),
    Signal(copy_offer, ("F4",)),
    Signal(accessory, ("F4",)),
    Signal(resale, ("F4",)),
    Signal(genuine_seller, ("F3",)),
    Signal(goods, ("W12",)),
    Signal(goods_word, ("F7",)),
    Signal(wholesale, ("F4",)),
    Signal(low_price, ("F4",)),
)
