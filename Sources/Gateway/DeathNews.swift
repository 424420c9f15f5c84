import Store
import Subsidy

extension Engine {
    private static let deathNews = IdSource("death.news")

    /// Notes whom to look at for payments after a death (IM-16.1e): those whom the query names by `person`.
    private func noteNews(_ newsworthy: String, _ arguments: [SQLValue], _ work: Work) throws {
        let mark = try Engine.deathNews.id(work.c)
        try work.c.execute(
            SQLText(
                """
                INSERT INTO death_news (mark, person)
                SELECT DISTINCT CAST($\(arguments.count + 1) AS BIGINT), q.person FROM (\(newsworthy)) AS q
                """), arguments + [.integer(mark)])
    }

    /// … those of ours whose death a document tells.
    func noteDeaths(toldBy document: Int64, _ work: Work) throws {
        try noteNews(
            "SELECT p.id AS person FROM death d JOIN person p ON p.id_digest = d.id_digest WHERE d.document = $1",
            [.integer(document)], work)
        try preferRegisters(work)
    }

    /// The day that a township found out served while no register knew one; a register's own day takes its place.
    private func preferRegisters(_ work: Work) throws {
        try work.execute(
            """
            DELETE FROM death WHERE connection = 'inquiry' AND id_digest IN (SELECT p.id_digest FROM death_inquiry i
                JOIN person p ON p.id = i.person JOIN death r ON r.id_digest = p.id_digest
                AND r.connection <> 'inquiry' AND r.death_day IS NOT NULL)
            """)
    }

    /// … a person whose death was told, or who is another person's number now.
    func noteDeath(of person: Int64, _ work: Work) throws {
        try noteNews("SELECT CAST($1 AS BIGINT) AS person", [.integer(person)], work)
        try preferRegisters(work)
    }

    /// … the dead among those whom some attempts are about: what was paid of them has changed. `token` is that of their
    /// selection.
    func noteDeadPaid(selection token: SQLValue, _ work: Work) throws {
        try noteNews(
            """
            SELECT p.id AS person FROM selection x JOIN attempt a ON a.id = x.subject JOIN share s ON s.id = a.share
            JOIN roster_line l ON l.id = s.roster_line JOIN list_line ll ON ll.id = l.list_line
            JOIN person p ON p.id IN (s.payee, ll.subject, ll.beneficiary)
            WHERE x.token = $1 AND a.paid_fen > 0 AND EXISTS (SELECT 1 FROM death d WHERE d.id_digest = p.id_digest)
            """, [token], work)
    }

    func noteDeadPaid(of attempt: Int64, _ work: Work) throws {
        try Selection.with([attempt], work.c) { token in try noteDeadPaid(selection: token, work) }
    }

    /// Up to where there is news; nil when there is none.
    func lastDeathNews() throws -> Int64? {
        try store.read { c in try c.rows("SELECT MAX(mark) FROM death_news").first?[0].integer }
    }

    /// What was looked at is no news any more. What came meanwhile has a higher mark.
    func forgetDeathNews(until mark: Int64) throws {
        try store.write { c in _ = try c.execute("DELETE FROM death_news WHERE mark <= $1", [.integer(mark)]) }
    }

    /// The shares that the people of the news are of: as payees, and as the line's own people where no heirs stand in for
    /// them. `$1` is the last mark.
    static let sharesInNews = """
        SELECT s.id AS share FROM death_news n JOIN share s ON s.payee = n.person WHERE n.mark <= $1
        UNION SELECT s.id FROM death_news n JOIN list_line ll ON ll.subject = n.person
        JOIN roster_line l ON l.list_line = +ll.id AND l.heirs = 0 JOIN share s ON s.roster_line = l.id WHERE n.mark <= $1
        UNION SELECT s.id FROM death_news n JOIN list_line ll ON ll.beneficiary = n.person
        JOIN roster_line l ON l.list_line = +ll.id AND l.heirs = 0 JOIN share s ON s.roster_line = l.id WHERE n.mark <= $1
        """

    /// Those shares with every notice that touches them and its day.
    static let noticesInNews = """
        SELECT s.id AS share, d.document AS document, COALESCE(d.death_day, d.cremated_day) AS day
        FROM (\(Engine.sharesInNews)) AS k JOIN share s ON s.id = k.share JOIN person p ON p.id = +s.payee
        JOIN death d ON d.id_digest = p.id_digest
        UNION SELECT s.id, d.document, COALESCE(d.death_day, d.cremated_day)
        FROM (\(Engine.sharesInNews)) AS k JOIN share s ON s.id = k.share JOIN roster_line l ON l.id = +s.roster_line
        AND l.heirs = 0 JOIN list_line ll ON ll.id = +l.list_line JOIN person p ON p.id IN (ll.subject, ll.beneficiary)
        JOIN death d ON d.id_digest = p.id_digest
        """

    /// The people of the news with the shares that they touch, and the day of each notice.
    static let peopleInNews = """
        SELECT n.person AS person, s.id AS share, d.document AS document, COALESCE(d.death_day, d.cremated_day) AS day
        FROM death_news n JOIN person p ON p.id = n.person JOIN death d ON d.id_digest = p.id_digest
        JOIN share s ON s.payee = +p.id WHERE n.mark <= $1
        UNION SELECT n.person, s.id, d.document, COALESCE(d.death_day, d.cremated_day)
        FROM death_news n JOIN person p ON p.id = n.person JOIN death d ON d.id_digest = p.id_digest
        JOIN list_line ll ON ll.subject = +p.id JOIN roster_line l ON l.list_line = +ll.id AND l.heirs = 0
        JOIN share s ON s.roster_line = l.id WHERE n.mark <= $1
        UNION SELECT n.person, s.id, d.document, COALESCE(d.death_day, d.cremated_day)
        FROM death_news n JOIN person p ON p.id = n.person JOIN death d ON d.id_digest = p.id_digest
        JOIN list_line ll ON ll.beneficiary = +p.id JOIN roster_line l ON l.list_line = +ll.id AND l.heirs = 0
        JOIN share s ON s.roster_line = l.id WHERE n.mark <= $1
        """
}
