/// MachineKey is a department's system that posts lists: its public key, and what it speaks for.
package struct MachineKey: Sendable {
    /// As `X-Onecard-Key` names it.
    package var id: String
    /// The department's connection.
    package var connection: String
    /// The county whose lists it may post.
    package var county: String
    /// SM2 public key, `04 ‖ X ‖ Y`, 65 bytes.
    package var publicKey: [UInt8]

    package init(id: String, connection: String, county: String, publicKey: [UInt8]) {
        self.id = id
        self.connection = connection
        self.county = county
        self.publicKey = publicKey
    }
}
