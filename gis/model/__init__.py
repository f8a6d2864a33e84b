"""The nouns: frozen dataclasses, enums and NewType ids. No frames, no I/O; imports only ``errors``.

Start with ``units`` (what a place is), then ``bands`` (how large a grid may be), ``categories`` (the six
kinds of facility), ``access`` (who may see and do what), ``problems`` (what an import found) and
``plans`` (the life of a plan). ``roles`` are templates that people write; ``template_values`` reads such values.
"""
