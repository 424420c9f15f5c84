extension Country {
    /// The project that a department without a system of its own pays, and the yuan of one month.
    package static let onlineProject = "2081107"
    package static let onlineRate = 120

    /// Whether a county's department approves that project on our side.
    package static func approvesOnline(_ county: String) -> Bool {
        [World.ningxiaCounty, World.secondNingxiaCounty].contains(county)
    }
}
