import Subsidy

/// What tools may know of a compiled mapping; carrying data needs none of it.
extension CompiledMapping {
    /// Names of the record columns that go into the `ext` bag.
    package var extraColumns: [String] { ext.map { shape.columns[$0].name } }
}
