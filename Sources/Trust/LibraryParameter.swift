import COpenSSL

/// A constant text for libcrypto: above all the name of a parameter.
///
/// libcrypto keeps the pointer to a parameter's name, and a Swift `String` (which is how its name macros are imported)
/// has one for the length of a call only: the parameter would then be unknown, and some are ignored in silence.
func constant(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// A text parameter, and the end of the list. Both texts are constants of the program.
func libraryParameters(_ name: StaticString, text: StaticString) -> [OSSL_PARAM] {
    [
        OSSL_PARAM_construct_utf8_string(
            constant(name), UnsafeMutablePointer(mutating: constant(text)), text.utf8CodeUnitCount),
        OSSL_PARAM_construct_end(),
    ]
}
