"""Ids are ordered, tokens are long and checked, digests need the key."""

from runtime.identity import digest, is_well_formed, new_id, new_token


def test_ids_are_version_seven_and_all_different() -> None:
    ids = [new_id() for _ in range(1000)]

    assert {identity.version for identity in ids} == {7}
    assert {identity.variant for identity in ids} == {"specified in RFC 4122"}
    assert len(set(ids)) == len(ids)


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    first = new_id()
    while (later := new_id()).int >> 80 == first.int >> 80:
        pass

    assert first < later


def test_a_token_carries_256_bits_and_its_own_checksum() -> None:
    token = new_token("inv")

    assert token.startswith("inv_")
    assert len(token.removeprefix("inv_")) == 43 + 6
    assert is_well_formed(token, "inv")


def test_a_mistyped_token_or_one_of_another_kind_is_none_of_ours() -> None:
    token = new_token("inv")
    position = token.index("_") + 5
    typo = token[:position] + ("A" if token[position] != "A" else "B") + token[position + 1 :]

    assert not is_well_formed(typo, "inv")
    assert not is_well_formed(token, "pwd")
    assert not is_well_formed(token[:-1], "inv")
    assert not is_well_formed("", "inv")


def test_a_digest_is_the_same_for_the_same_key_only() -> None:
    assert digest("inv_1", "key") == digest("inv_1", "key")
    assert digest("inv_1", "key") != digest("inv_1", "other")
    assert digest("inv_1", "key") != digest("inv_2", "key")
    assert len(digest("inv_1", "key")) == 64
