"""Links as schools have them, named."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Profile:
    """One link: rates in bit/s, times in s, `loss` the share of packets lost each way, `queue` the
    bytes that wait before the link until more are dropped. It is up for `up_s`, then down for
    `down_s`, and a cut makes the carrier forget its connections; 0 for a link without cuts."""

    name: str
    rate: int
    rtt_s: float
    queue: int = 30_000
    loss: float = 0.0
    up_s: float = 0.0
    down_s: float = 0.0

    @property
    def capacity(self) -> float:
        """Bytes per second that the link carries each way on average, cuts included."""
        up = self.up_s / (self.up_s + self.down_s) if self.up_s else 1.0
        return self.rate / 8 * up


REFERENCE: Final = Profile("reference", 64_000, 0.6, loss=0.05, up_s=20, down_s=4)
"""The link of the sync targets."""

PROFILES: Final = {
    profile.name: profile
    for profile in (
        REFERENCE,
        Profile("quick", 2_000_000, 0.04),
        Profile("quiet-64k", 64_000, 0.6),
        Profile("lossy-1m", 1_000_000, 0.6, loss=0.05, up_s=20, down_s=4),
        Profile("satellite", 64_000, 1.5, loss=0.10, up_s=20, down_s=4),
        Profile("flickering", 64_000, 0.6, loss=0.05, up_s=8, down_s=3),
    )
}
