"""The only room that changes coordinates; imports ``model``, ``errors``, ``settings``.

``layers`` says what each layer's frame looks like (start there), ``frames`` checks a frame against it,
``crs`` turns WGS-84 into CGCS2000, GCJ-02 and BD-09 and back, ``measure`` gives metres and square metres,
``validity`` finds broken shapes, ``h3cells`` speaks H3.
"""
