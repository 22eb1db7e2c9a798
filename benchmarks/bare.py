"""WeasyPrint alone, without Django: what a process of the benchmark's own runs."""

from collections.abc import Mapping

from weasyprint import HTML

from assessment.documents.worker import BASE, print_fetcher


def weasyprint_alone(html: str, files: Mapping[str, tuple[str, str]]) -> int:
    document = HTML(string=html, base_url=BASE, url_fetcher=print_fetcher(files))
    return len(document.write_pdf(pdf_variant="pdf/ua-1"))
