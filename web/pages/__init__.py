"""One module per page; each function returns a whole HTML document.

Every page is ``render(template, nonce=…, viewer=…, …)`` of ``web.pages.frame``, which fills ``base.html``:
header, navigation, demo banner, sign-in state. No page carries data of users inline; it fetches them.
"""
