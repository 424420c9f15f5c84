/// Migration is one step of the store's shape: a name that never changes, and DDL that is never edited.
package struct Migration: Hashable, Sendable {
    /// `a–z`, `0–9`, `_` and `-`, for example `001-infrastructure`.
    package let name: String
    package let statements: [SQLText]

    package init(name: String, statements: [SQLText]) {
        let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789_-")
        precondition(name.allSatisfy(letters.contains), "a migration's name is made of a-z, 0-9, _ and -")
        self.name = name
        self.statements = statements
    }

    /// FNV-1a over the statements: tells an edit made by mistake, it is no protection against anybody.
    var mark: Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for statement in statements {
            for byte in statement.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        return Int64(hash >> 1)
    }
}

/// MigrationError says why a store cannot be brought to this program's shape; nothing was changed.
package struct MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        /// The store knows a migration that this program does not: it was opened by a newer one.
        case newer
        /// An applied migration has other statements here than when it was applied.
        case edited
        /// Applied migrations stand in another order here.
        case order
    }
    package var reason: Reason
    package var migration: String

    package var description: String {
        switch reason {
        case .newer: "数据库已被更新版本的程序升级(迁移 \(migration)):请使用不低于该版本的 onecard 打开。"
        case .edited: "迁移 \(migration) 的内容与数据库中已执行的不一致:请恢复原来的程序版本,改动应写成新的迁移。"
        case .order: "迁移 \(migration) 的次序与数据库中已执行的不一致:请恢复原来的程序版本。"
        }
    }
}

/// Migrator brings a store to the newest shape: ordered named migrations, each applied once and as a whole.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    package init(_ migrations: [Migration]) {
        precondition(Set(migrations.map(\.name)).count == migrations.count, "migrations have different names")
        self.migrations = migrations
    }

    private static let table: SQLText = """
        CREATE TABLE IF NOT EXISTS migration (
            position INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            mark INTEGER NOT NULL
        ) STRICT
        """

    /// Applies what is missing of `migrations`; the names of what was applied now.
    @discardableResult
    package static func migrate(_ database: any StoreDatabase, _ migrations: [Migration]) throws -> [String] {
        try Migrator(migrations).migrate(database)
    }

    /// Applies what is missing; the names of what was applied now. Each migration and its row in `migration` are one
    /// transaction. Two gateways may do this at once. Throws `MigrationError`, or the `StoreError` of a statement.
    @discardableResult
    package func migrate(_ database: any StoreDatabase) throws -> [String] {
        var applied: [String] = []
        try database.define([Migrator.table])
        var done = try checked(database)
        while done < migrations.count {
            let next = migrations[done]
            // Written as text: `define` takes no parameters, and the name is checked to be plain.
            let record = SQLText(
                "INSERT INTO migration (position, name, mark) VALUES (\(done + 1), '\(next.name)', \(next.mark))")
            do {
                try database.define([record] + next.statements)
                applied.append(next.name)
            } catch let error as StoreError where error.kind == .unique {
                // Another gateway was quicker, or a statement of the migration itself met a duplicate.
                guard try checked(database) > done else { throw error }
            }
            done = try checked(database)
        }
        return applied
    }

    /// What `migrate` would apply now.
    package func pending(_ database: any StoreDatabase) throws -> [String] {
        try database.define([Migrator.table])
        return try migrations[checked(database)...].map(\.name)
    }

    /// How many of the migrations are applied, when those are the first ones of ours, unchanged.
    private func checked(_ database: any StoreDatabase) throws -> Int {
        let rows = try database.read { c in
            try c.rows("SELECT name, mark FROM migration ORDER BY position")
        }
        for (position, row) in rows.enumerated() {
            let name = row[0].text ?? ""
            guard let ours = migrations.firstIndex(where: { $0.name == name }) else {
                throw MigrationError(reason: .newer, migration: name)
            }
            guard ours == position else { throw MigrationError(reason: .order, migration: name) }
            guard row[1].integer == migrations[ours].mark else {
                throw MigrationError(reason: .edited, migration: name)
            }
        }
        return rows.count
    }
}
