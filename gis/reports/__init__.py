"""Findings become one document, and the document becomes Word, Excel, PDF or a web page.

A report is built **once** as a value of ``document`` (title, sections, tables of raw numbers, charts, maps,
notes, places for a signature) and only then written. The four writers share that value and the way a
number is spelled (``document.spell``), so that the same household count stands in each of them.

Imports ``coverage`` and below; knows no store and no HTTP. Reading order::

    document   Document, Section, Table, Column, Picture, Paragraph, Figure, Signature; spell()
    text       printable(): names from outside made safe to print (control characters, length, emoji)
    findings   CircleFindings, RegisterFindings: everything a report needs to know, as frames and values
    fonts      the Simplified Chinese face of Debian's fonts-noto-cjk
    maps       static maps over our own streets, water and green
    charts     bars of shares
    circle     circle_document(findings, *, made_at) -> Document      service circle of one place
    register   register_document(findings, *, made_at) -> Document    grid register (网格登记表) of a plan
    method     the method page: editions, parameters, template, conservation check, what is uncertain
    as_docx    docx_bytes(document) -> bytes
    as_xlsx    xlsx_bytes(document) -> bytes
    as_html    html_text(document) -> str       one file, pictures inside, nothing fetched
    as_pdf     pdf_bytes(document) -> bytes     the web page, paged; fonts embedded as subsets
    write      write(document, path) -> Path    by suffix: .docx .xlsx .pdf .html

What others call::

    circle_document(findings: CircleFindings, *, made_at: datetime, progress=silent) -> Document
        ``findings`` is one place: a sub-district (communities × categories inside) or one community.
        ``CircleFindings.within(community_code)`` cuts the findings of one community out of a sub-district's.
    register_document(findings: RegisterFindings, *, made_at: datetime) -> Document
    write(document, path) -> Path
        ``InputError`` ``report_format_unknown`` for any other suffix.

The same input (``made_at`` included) gives the same bytes: clocks and random ids of the file formats are set
from ``made_at``.
"""
