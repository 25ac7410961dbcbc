"""The check digit of an IIN. The numbers are made up: no person has them."""

from hypothesis import given
from hypothesis import strategies as st

from server.roster.iin import is_iin


def numbered(start: str) -> str | None:
    """The number with its check digit, reckoned by the decree's words once more."""
    digits = [int(sign) for sign in start]
    for weights in ([*range(1, 12)], [*range(3, 12), 1, 2]):
        check = sum(map(int.__mul__, digits, weights)) % 11
        if check < 10:
            return f"{start}{check}"
    return None


@given(st.integers(0, 9999), st.sampled_from("123456"), st.dates())
def test_a_right_number_is_taken_and_a_wrong_digit_is_not(
    serial: int, sex: str, born: object
) -> None:
    number = numbered(f"{born:%y%m%d}{sex}{serial:04d}")
    if number is None:
        return
    assert is_iin(number)
    assert not is_iin(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_what_is_no_number_of_a_person() -> None:
    right = numbered("11031550012")
    assert right is not None
    assert is_iin(right)
    assert not is_iin("٠" + right[1:]), "Arabic digits"
    assert not is_iin(right[:-1])
    assert not is_iin("111315" + right[6:]), "a thirteenth month"
    assert not is_iin("110345" + right[6:]), "45 is a company's number"
    assert not is_iin("")
