"""What happens to every request before and after its handler: identity, limits, headers, figures.

Plain ASGI, so that event streams pass through unbuffered. ``headers`` gives the request its id and CSP nonce,
``limits`` bounds its body, ``figures`` counts it.
"""
