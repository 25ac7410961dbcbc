"""Sound files that every phone plays: MP3, M4A and Ogg, checked as far as their headers go.

Sources: ISO/IEC 11172-3 2.4.1 (frame header), ID3v2.4 3.1, ISO/IEC 14496-12 (boxes), RFC 3533
(Ogg pages), RFC 7845 (Opus in Ogg), Vorbis I 4.2.1.
"""

from pathlib import Path
from typing import BinaryIO, Final

from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_PADDING_BYTES
from content.packages.media import box_kinds, single_plan
from content.packages.plan import Plan
from content.report import Finding

_BITRATES: Final = {
    # (MPEG 1, layer) or (MPEG 2 and 2.5, layer) → kbit/s by index 1 to 14
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_OGG_SOUND: Final = (b"OpusHead", b"\x01vorbis")
_OGG_HEAD_BYTES: Final = 512


def plan_audio(path: Path, filename: str) -> Plan:
    """The plan of a sound file. Raises ContentRefused `file-damaged`, or `unsupported-audio`
    for an Ogg file of something else than Opus or Vorbis."""
    with path.open("rb") as file:
        head = file.read(_OGG_HEAD_BYTES)
        if head.startswith(b"OggS"):
            if not any(codec in head for codec in _OGG_SOUND):
                raise ContentRefused(Refusal.UNSUPPORTED_AUDIO, filename)
            notes = (Finding(Note.AUDIO_NOT_EVERYWHERE, filename),)
            return single_plan("audio", filename, ("ogg", "oga", "opus"), notes)
        if head[4:8] == b"ftyp":
            kinds = box_kinds(file, filename)
            if b"moov" not in kinds or b"mdat" not in kinds:
                raise ContentRefused(Refusal.FILE_DAMAGED, filename)
            return single_plan("audio", filename, ("m4a", "m4b"))
        if not _has_two_frames(file):
            raise ContentRefused(Refusal.FILE_DAMAGED, filename)
    return single_plan("audio", filename, ("mp3",))


def frame_length(header: bytes) -> int | None:
    """Bytes of the MPEG audio frame that begins with these four; None when none begins here."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer == 4 or rate_index == 3 or bitrate_index in {0, 15}:
        return None
    first = version == 3
    bits = _BITRATES[first, layer][bitrate_index - 1] * 1000
    rate = _RATES[version][rate_index]
    if layer == 1:
        return (12 * bits // rate + padding) * 4
    samples = 1152 if first or layer == 2 else 576
    return samples // 8 * bits // rate + padding


def _has_two_frames(file: BinaryIO) -> bool:
    """One frame right after another: chance does not make that, a cut or foreign file neither."""
    file.seek(0)
    start = file.read(10)
    at = 0
    while start[:3] == b"ID3" and len(start) == 10:
        size = start[6] << 21 | start[7] << 14 | start[8] << 7 | start[9]
        at += 10 + size + (10 if start[5] & 0x10 else 0)
        file.seek(at)
        start = file.read(10)
    file.seek(at)
    window = file.read(MAX_PADDING_BYTES)
    for offset in range(len(window) - 4):
        length = frame_length(window[offset : offset + 4])
        if length is None:
            continue
        file.seek(at + offset + length)
        if frame_length(file.read(4)) is not None:
            return True
    return False
