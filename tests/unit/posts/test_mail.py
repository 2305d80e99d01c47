"""Messages and mailboxes."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from snapshotter.model.post import SourceFailed
from tests.unit.posts.reading import parts, posts


def message(text="", **headers):
    made = EmailMessage()
    made["From"] = headers.pop("sender", "Ann Lée <ann@a.example>")
    made["Subject"] = headers.pop("subject", "On piers – a letter")
    made["Date"] = "Thu, 10 Mar 2016 10:00:00 -0500"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    return made


def read(data):
    (post,) = posts("email", data.as_bytes() if isinstance(data, EmailMessage) else data)
    return post


def found(data):
    return [(c.href, c.region, c.anchor_text) for c in read(data).citations]


def test_what_a_message_says_of_itself():
    said = read(message("Hello.", Archived_At="<https://list.example/2016/1>")).post
    assert (said.title, said.author) == ("On piers – a letter", "Ann Lée")
    assert (said.published, said.uri) == ("2016-03-10T10:00:00-05:00", "https://list.example/2016/1")


def test_the_page_is_preferred_to_its_text():
    both = message("See https://a.example/1")
    both.add_alternative(
        '<p>See <a href="https://track.example/c?u=https%3A%2F%2Fa.example">the pier</a></p>', subtype="html"
    )
    assert found(both) == [("https://track.example/c?u=https%3A%2F%2Fa.example", "body", "the pier")]


@pytest.mark.parametrize("page", ["", "<html><head><style>p {}</style></head><body>\n&nbsp;</body></html>"])
def test_the_text_is_read_when_the_page_is_empty(page):
    both = message("See https://a.example/1")
    both.add_alternative(page, subtype="html")
    assert [href for href, *_ in found(both)] == ["https://a.example/1"]


def test_attachments_are_no_text_but_messages_in_messages_are():
    outer = message("See https://a.example/1")
    outer.add_attachment("https://a.example/attached", filename="x.txt")
    outer.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="x.gif")
    outer.add_attachment(message("Then https://a.example/2", subject="Re: piers"))
    post = read(outer)
    assert [c.href for c in post.citations] == ["https://a.example/1", "https://a.example/2"]
    assert post.citations[1].heading == "Re: piers"


def test_quoted_replies_and_the_signature():
    text = (
        "Hi,\n\nOn Thu, Bo wrote:\n> Quoted words with https://a.example/q\n>> Older https://a.example/qq\n\n"
        "My own https://a.example/own\n-- \nAnn\nhttps://ann.example/\n"
    )
    (part,) = parts("email", message(text).as_bytes())
    assert "<blockquote><p>Quoted words with https://a.example/q</p></blockquote>" in part.content
    assert "<blockquote><blockquote><p>Older" in part.content
    assert [(href, region) for href, region, _ in found(message(text))] == [
        ("https://a.example/q", "body"),
        ("https://a.example/qq", "body"),
        ("https://a.example/own", "body"),
        ("https://ann.example/", "footer"),
    ]


@pytest.mark.parametrize(
    ("delsp", "href", "quoted"),
    [
        ("no", "https://a.example/x", "quoted and flowed"),
        ("yes", "https://a.example/xyz", "quoted andflowed"),
    ],
)
def test_flowed_text_is_joined(delsp, href, quoted):
    raw = (
        f"Subject: x\nContent-Type: text/plain; format=flowed; delsp={delsp}\n\n"
        "One sentence that \nis at https://a.example/x \nyz here.\n\n> quoted and \n> flowed\n-- \nAnn\n"
    )
    assert read(raw.encode()).citations[0].href == href
    (part,) = parts("email", raw)
    assert f"<blockquote><p>{quoted}</p></blockquote><footer><p>Ann</p></footer>" in part.content


def test_an_address_in_angle_brackets_over_two_lines():
    raw = "Subject: x\n\nSee <https://a.example/a/long/path/that/was/\nbroken/by/a/mailer> there.\n"
    assert [href for href, *_ in found(raw.encode())] == [
        "https://a.example/a/long/path/that/was/broken/by/a/mailer"
    ]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_transfer_encodings(encoding):
    made = message()
    made.set_content(f"Größe https://a.example/?q={'x' * 90}&a=b\n", cte=encoding, charset="utf-8")
    assert found(made)[0][0] == f"https://a.example/?q={'x' * 90}&a=b"
    assert read(made).citations[0].sentence.startswith("Größe")


@pytest.mark.parametrize(
    ("declared", "body"),
    [("us-ascii", "Größe".encode()), ("utf-8", "Größe".encode("latin-1")),
     ("no-such-charset", "Größe".encode()), ("", "Größe".encode("cp1252")), ('"utf-8', "Größe".encode())],
)  # fmt: skip
def test_wrong_charsets(declared, body):
    raw = (
        b"Subject: x\nContent-Type: text/plain; charset="
        + declared.encode()
        + b"\n\n"
        + body
        + b" https://a.example/\n"
    )
    (only,) = read(raw).citations
    assert only.href == "https://a.example/"
    assert only.sentence.endswith("https://a.example/")
    if declared != "utf-8":
        assert only.sentence.startswith("Größe")


@pytest.mark.parametrize(
    "raw",
    [
        b"https://a.example/ and no header at all",
        b"Subject: =?utf-8?b?!!!?=\nFrom: \nDate: yesterday\nContent-Type: /;;\n\nhttps://a.example/",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhttps://a.example/\n",
        b"Content-Type: multipart/alternative\n\nhttps://a.example/\n",
        b"Content-Transfer-Encoding: base64\n\nhttps://a.example/ *** not base64 ***",
        b"Subject: \xff\xfe\xe4\nFrom: \xe4 <\xe4@b>\n\nhttps://a.example/",
        b"From: " + b"a@b.example, " * 5000 + b"\nSubject: " + b"=?utf-8?q?a?= " * 5000 + b"\n\nhttps://a.example/",
    ],
)  # fmt: skip
def test_broken_messages_are_read(raw):
    assert [href for href, *_ in found(raw)] == ["https://a.example/"]


def test_deep_nesting_ends():
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(600))
    assert posts("email", raw + b"\nhttps://a.example/\n")


def mailbox(*messages):
    return b"\n".join(b"From ann@a.example Thu Mar 10 10:00:00 2016\n" + data + b"\n" for data in messages)


def test_a_mailbox_is_a_post_a_message():
    first = message("See https://a.example/1\n\n>From here on, more.\n").as_bytes()
    second = message("Then https://a.example/2", subject="Two").as_bytes()
    one, two = posts("mbox", mailbox(first, second), "list.mbox")
    assert (one.post.source, two.post.source, two.post.title) == ("list.mbox#1", "list.mbox#2", "Two")
    assert [c.href for post in (one, two) for c in post.citations] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    assert one.post.sha256 != two.post.sha256
    (part, _) = parts("mbox", mailbox(first, second))
    assert "<p>From here on, more.</p>" in part.content


def test_one_bad_message_among_many():
    found = parts(
        "mbox",
        mailbox(message("https://a.example/1").as_bytes(), b"", b"\xff\xff\n\n\xfe https://a.example/2"),
        "m",
    )
    assert isinstance(found[1], SourceFailed)
    assert (found[1].source, found[1].error) == ("m#2", "post.empty")
    assert "https://a.example/2" in found[2].content


def test_a_mailbox_is_streamed_from_its_file(tmp_path):
    file = tmp_path / "big.mbox"
    file.write_bytes(mailbox(*(message(f"https://a.example/{n}").as_bytes() for n in range(50))))
    found = posts("mbox", file.read_bytes()[:300], "big.mbox", path=file)
    assert [post.citations[0].href for post in found] == [f"https://a.example/{n}" for n in range(50)]


def test_a_message_that_is_too_large_is_told(monkeypatch):
    from snapshotter.posts.readers import mail

    monkeypatch.setattr(mail, "MAX_MESSAGE_BYTES", 2_097_152)
    large, small = (
        b"Subject: x\n\n" + b"x" * 80 + b"\n" * 2_200_000,
        message("https://a.example/2").as_bytes(),
    )
    failed, read_on = parts("mbox", mailbox(large, small), "m")
    assert isinstance(failed, SourceFailed)
    assert failed.message == "m#1: the message is larger than 2 MB"
    assert "https://a.example/2" in read_on.content
