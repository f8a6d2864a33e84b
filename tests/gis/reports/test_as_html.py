from html.parser import HTMLParser

from gis.reports.as_html import html_text
from gis.reports.document import spell
from tests.gis.reports.example import hostile_report, report


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "td":
            self.rows[-1][-1] += data


def _read(document):
    reader = _Reader()
    reader.feed(html_text(document))
    return reader


def test_every_table_prints_every_figure():
    document = report()
    printed = _read(document).rows
    for table in document.tables():
        for row in table.rows:
            assert [spell(v, c.kind) for v, c in zip(row, table.columns, strict=True)] in printed


def test_the_page_names_no_other_host_and_runs_nothing():
    reader = _read(report())
    assert all(link.startswith(("#s", "data:image/png;base64,")) for link in reader.links)
    assert not {"script", "link", "iframe", "object"} & set(reader.tags)


def test_a_hostile_name_is_only_text():
    reader = _read(hostile_report())
    assert "script" not in reader.tags
    assert "&lt;script&gt;" in html_text(hostile_report())
