"""The process that turns HTML into PDF: run as a script of its own, with limits, without network and without Django.

The one who starts it (assessment/documents/renderer.py) hands over a connection and the limits. A job is JSON: the
HTML, which file lies behind each address it may name, and perhaps an attachment. The answer is the PDF, or why there
is none.
"""

import ctypes
import json
import os
import resource
import shutil
import signal
import sys
from base64 import b64decode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

BASE = "print:/"
PACKED = "font/woff2"
PICTURE = "data:image/svg+xml;base64,"
LOWER_PRIORITY = 5
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")

# WeasyPrint writes the mark of PDF/A or that of PDF/UA. The other one is added to the same metadata, together with the
# description that PDF/A demands of every property it does not know itself.
PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


def render(
    html: str,
    files: Mapping[str, tuple[str, str]],
    attachment: Mapping[str, str] | None = None,
    scripts: Iterable[str] = (),
) -> bytes:
    """The PDF of a page: tagged, PDF/UA-1 and PDF/A-3u in one, with an attached file if there is one.

    `files` says for each address that the page may name where its file lies and of what kind it is; `scripts` names
    the fonts beside those of the stylesheet. No other font is read.
    """
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration

    now = datetime.now(UTC)
    attached = [Attachment(**attachment, created=now, modified=now)] if attachment else None
    fetcher, fonts = print_fetcher(files), FontConfiguration()
    faces = "".join(f'@font-face {{ font-family: "{name}"; src: url("{BASE}font/{name}"); }}' for name in scripts)
    document = HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(
        stylesheets=[CSS(string=faces, base_url=BASE, url_fetcher=fetcher, font_config=fonts)],
        font_config=fonts,
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        attachments=attached,
        finisher=mark_accessible,
    )
    return pdf


def mark_accessible(document: Any, pdf: Any) -> None:
    """Say in the metadata of a PDF/A that it is PDF/UA as well; name each attachment once, and each head of a table."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    before, found, after = b"".join(metadata.stream).partition(END)
    assert found, "the metadata are not what was expected of WeasyPrint"
    metadata.stream = [before, PDF_UA, END, after]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    point_out_heads(pdf)
    leave_out_running_heads(pdf)


def point_out_heads(pdf: Any) -> None:
    """Say of each head of a table which way it looks, and index the names that its cells refer to it by."""
    from pydyf import Array, Dictionary

    elements = {
        each.reference: each
        for each in pdf.objects
        if isinstance(each, Dictionary) and each.get("Type") == "/StructElem"
    }
    heads = [each for each in elements.values() if each["S"] == "/TH"]
    for head in heads:
        group = elements[elements[head["P"]]["P"]]
        head["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    named = sorted((head for head in heads if "ID" in head), key=lambda head: str(head["ID"].string))
    if named:
        tree = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
        names = [part for head in named for part in (head["ID"], head.reference)]
        tree["IDTree"] = Dictionary({"Names": Array(names)})


def leave_out_running_heads(pdf: Any) -> None:
    """Make what stands in the margins of each page, its heads and number, an artifact and no part of the text.

    WeasyPrint marks it as text, with elements that hang on no tree (its fault 1836): a reader would say it between two
    pages of a sentence. The mark in the page's stream is changed, and the elements go.
    """
    from pydyf import Dictionary

    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    in_tree = elements_under(pdf, root["K"])
    numbers = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    marks = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page, page_reference in enumerate(pdf.page_references):
        outside = {mark for mark, reference in enumerate(marks[page]) if reference not in in_tree}
        contents = pdf.objects[int(pdf.objects[int(page_reference.split()[0])]["Contents"].split()[0])]
        for place, part in enumerate(contents.stream):
            if isinstance(part, Dictionary) and part.get("MCID") in outside:
                contents.stream[place - 1] = "/Artifact"
                contents.stream[place] = Dictionary({"Type": "/Pagination"})
        marks[page][:] = ["null" if mark in outside else reference for mark, reference in enumerate(marks[page])]
        while marks[page] and marks[page][-1] == "null":
            marks[page].pop()
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("Type") == "/StructElem" and each.reference not in in_tree:
            each.free = "f"


def elements_under(pdf: Any, roots: Iterable[object]) -> set[bytes]:
    """The references of every element that a reader comes to from these."""
    found: set[bytes] = set()
    waiting = [reference for reference in roots if isinstance(reference, bytes)]
    while waiting:
        reference = waiting.pop()
        found.add(reference)
        kids = pdf.objects[int(reference.split()[0])].get("K", ())
        waiting += [kid for kid in kids if isinstance(kid, bytes) and kid not in found]
    return found


def print_fetcher(files: Mapping[str, tuple[str, str]]) -> "URLFetcher":
    """A fetcher that knows the fonts and styles, and reads a picture that the page carries itself.

    It refuses every other address: no network, no files. An address inside such a picture comes here as well.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class PrintFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if url.startswith(PICTURE):
                return URLFetcherResponse(url, b64decode(url.removeprefix(PICTURE)), {"Content-Type": "image/svg+xml"})
            if url not in files:
                raise ValueError(f"a document fetches nothing: {url}")
            path, kind = files[url]
            try:
                read = unpacked_font(path) if kind == PACKED else Path(path).read_bytes()
                return URLFetcherResponse(url, read, {"Content-Type": kind})
            except OSError as error:
                raise FatalURLFetchingError(f"{Path(path).name} is missing") from error

    return PrintFetcher()


@cache
def unpacked_font(path: str) -> bytes:
    """A packed font as it is without its packing, kept for the documents that follow.

    WeasyPrint would unpack each font anew for each document, which took half of the time that a letter takes.
    """
    from fontTools.ttLib.woff2 import decompress

    unpacked = BytesIO()
    decompress(BytesIO(Path(path).read_bytes()), unpacked)
    return unpacked.getvalue()


def keep_within(memory_mb: int) -> None:
    """Give way to whoever waits for a page; take no more memory than this; leave no dump of a patient's data behind."""
    os.nice(LOWER_PRIORITY)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 2**20, memory_mb * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_the_doors() -> None:
    """No network for this process, where the kernel lets it give that up; and nothing in Python that asks for one.

    A network namespace of its own has no way out at all. Where it may not have one, the second holds alone: sockets and
    programs are refused to all Python code, but not to a library in C.
    """
    user, group = os.getuid(), os.getgid()
    if not ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK):
        # Keep the own name in the new namespace, or no file can be made in it, as the fonts are.
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    sys.addaudithook(refuse)


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(REFUSED):
        raise PermissionError(f"a document needs no {event}")


def allow_processor_time(seconds: int) -> None:
    """So many seconds from now; then the kernel ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answer(job: bytes) -> bytes:
    try:
        return render(**json.loads(job))
    # A resource that cannot be had is raised as a BaseException, to pass through WeasyPrint's own handling.
    except BaseException as error:
        return f"{type(error).__name__}: {error}".encode()


def main(connection: int, memory_mb: int, processor_seconds: int) -> None:
    """Answer one job after the other, until the one who asks is gone."""
    # Ctrl-C in a terminal reaches every process; this one ends when its line does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_within(memory_mb)
    with suppress(ImportError, OSError):  # each job says so in its answer
        import weasyprint  # noqa: F401
    close_the_doors()
    line: Connection[bytes, bytes] = Connection(connection)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            job = line.recv_bytes()
            allow_processor_time(processor_seconds)
            line.send_bytes(answer(job))


if __name__ == "__main__":
    *numbers, folder = sys.argv[1:]
    main(*(int(number) for number in numbers))
    shutil.rmtree(folder, ignore_errors=True)  # the one who asked was killed, and cannot clear it away
