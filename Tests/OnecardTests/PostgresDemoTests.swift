import Foundation
import StoreTesting
import TestSupport
import Testing

/// The same gateway on PostgreSQL: what PREPARE cannot see, running it does.
struct PostgresDemoTests {
    @Test func theWholeWayHoldsOnPostgreSQLAsWell() throws {
        let server = try ThrowAwayPostgres.shared()
        let database = try server.newDatabase()
        defer { try? server.dropDatabase(database) }
        try DemoWorld.with(size: "small") { world in
            let end = try world.demo(["--store", database])
            #expect(end == .exit(0), "\(world.log())")
        }
    }
}
