"""Switches of embed addresses: what a proof opens, for how long, and where it is."""

from typing import Final

from tests.trust.switch import Switch

EMBEDDING: Final = "app/web/endpoints/embedding.py"
PAGE: Final = "static/host/pages/embed.js"
HELD: Final = "tests/web/test_embedding.py"
SEEN: Final = "tests/host/test_embedded.py"
DESCRIBED: Final = f"{HELD}::test_a_described_function_takes_the_whole_configuration"

SWITCHES: Final = (
    Switch(
        promise="an embedded gadget needs a proof",
        file=EMBEDDING,
        guard="if gadget is None or not any(same):",
        off="if gadget is None:",
        test=f"{HELD}::test_a_changed_signature_opens_nothing",
    ),
    Switch(
        promise="a proof is bound to its gadget",
        file=EMBEDDING,
        guard='message = f"embed address\\n{gadget_id}\\n{embed}".encode()',
        off='message = b"embed address"',
        test=f"{HELD}::test_a_proof_is_one_gadgets",
    ),
    Switch(
        promise="a proof is bound to its making, so that it can be withdrawn",
        file=EMBEDDING,
        guard='message = f"embed address\\n{gadget_id}\\n{embed}".encode()',
        off='message = f"embed address\\n{gadget_id}".encode()',
        test=f"{HELD}::test_a_withdrawn_address_opens_nothing",
    ),
    Switch(
        promise="a proof ends with its key",
        file=EMBEDDING,
        guard="return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()",
        off='return hmac.new(b"", message, hashlib.sha256).hexdigest()',
        test=f"{HELD}::test_addresses_hold_over_restarts_and_end_with_their_key",
    ),
    Switch(
        promise="withdrawing an address shuts it",
        file=EMBEDDING,
        guard="await _change(request, lambda _: None)",
        off="await _change(request, lambda former: former)",
        test=f"{HELD}::test_a_withdrawn_address_opens_nothing",
    ),
    Switch(
        promise="callers cannot set an embed address",
        file="app/web/endpoints/dashboard.py",
        guard='    gadget = gadget.model_copy(update={"embed": former.embed if former else None})\n',
        test=f"{HELD}::test_a_removed_gadget_takes_its_address_with_it",
    ),
    Switch(
        promise="an embedded gadget shows its stored configuration only",
        file=EMBEDDING,
        guard="        return payload == configuration\n",
        off="        return True\n",
        test=f"{HELD}::test_no_other_configuration_is_shown",
    ),
    Switch(
        promise="a described function is held to the stored values",
        file=EMBEDDING,
        guard="name in payload and payload[name] == value",
        off="True",
        test=DESCRIBED,
    ),
    Switch(
        promise="members of a configuration are not added to the stored one",
        file=EMBEDDING,
        guard=" and not added & known",
        test=DESCRIBED,
    ),
    Switch(
        promise="an embedded gadget calls functions of its configuration only",
        file=EMBEDDING,
        guard="bool(kept) and known <= taken and same",
        off="same",
        test=DESCRIBED,
    ),
    Switch(
        promise="an embedded gadget's context is the server's",
        file=EMBEDDING,
        guard='call["payload"], context, user=user)',
        off='call["payload"], call.get("context", context), user=user)',
        test=f"{HELD}::test_what_a_function_learns_comes_from_the_server",
    ),
    Switch(
        promise="an embed address opens its page without a key",
        file="app/web/guards/access.py",
        guard='b"token=" in scope["query_string"]',
        off="False",
        test=f"{HELD}::test_an_address_opens_one_gadgets_view",
    ),
    Switch(
        promise="a proof opens no page but its own",
        file="app/web/guards/access.py",
        guard='if place.kind is Kind.EMBED and b"token="',
        off='if b"token="',
        test=f"{HELD}::test_a_proof_opens_nothing_else",
    ),
    Switch(
        promise="the page around an embedded gadget cannot call for it",
        file="app/web/guards/head.py",
        guard="        if place.kind is Kind.PUBLIC_FILE:",
        off="        if place.kind in {Kind.PUBLIC_FILE, Kind.EMBED_DATA}:",
        test=f"{HELD}::test_the_embedded_page_alone_asks",
    ),
    Switch(
        promise="the proof leaves the address at once",
        file=PAGE,
        guard='history.replaceState(null, "", pathname);\n',
        test=f"{SEEN}::test_two_gadgets_are_embedded_without_a_cookie",
    ),
    Switch(
        promise="pages that are not named frame no embedded gadget",
        file="app/web/guards/headers.py",
        guard="""embed = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + framers})""",
        off="""embed = _encoded({**COMMON, **NOT_KEPT, "content-security-policy": HOST_POLICY + "*"})""",
        test=f"{SEEN}::test_another_site_may_not_frame_it",
    ),
)
