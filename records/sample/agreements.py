"""What have the agencies of the synthetic county agreed to share?"""

from __future__ import annotations

from datetime import date, timedelta

from records.agreements import Agreement

__all__ = ["sample_agreements"]

_BEFORE = timedelta(days=60)
_TERM = timedelta(days=730)
_SOON = timedelta(days=45)


def sample_agreements(first_delivery: date, on: date) -> tuple[Agreement, ...]:
    """Return the agreements that let every source of the synthetic county in; invented, all.

    They are in force from before the first delivery until two years after `on`, but for a joint
    operation that ends in 45 days and shares nothing that another does not share as well: so a
    warning is shown, and nothing is lost when it lapses. The police are party to each.
    """
    starts_on = min(first_delivery, on) - _BEFORE
    review_on = max(first_delivery, on) + _TERM
    return (
        Agreement(
            "county-partnership",
            "County partnership on businesses of concern",
            "Protect workers, residents and fair traders by looking at a business together",
            "Crime and Disorder Act 1998 s.115; UK GDPR article 6(1)(e)",
            "ECC_TS",
            ("EPOL", "ECFRS", "LA_EH", "LA_LIC", "LA_PLAN", "LA_HOUS"),
            (
                "trading_standards",
                "fire",
                "food_inspections",
                "health_safety",
                "licensing",
                "planning_enforcement",
                "housing_visits",
            ),
            starts_on,
            review_on,
            dpia="DPIA-2025-01",
        ),
        Agreement(
            "labour-exploitation",
            "Police and labour market enforcement: intelligence on exploitation",
            "Find and stop modern slavery and labour exploitation",
            "Data Protection Act 2018 Part 3; Immigration Act 2016 s.6",
            "EPOL",
            ("GLAA", "EAS", "HMRC_NMW", "ECC_TS"),
            ("police_intelligence", "police_incidents", "glaa_register", "nmw_naming", "easi"),
            starts_on,
            review_on,
            covers_restricted=True,
            dpia="DPIA-2025-02",
        ),
        Agreement(
            "public-reports",
            "Reports of the public and of charities",
            "Act on what people report without putting those who report at risk",
            "UK GDPR article 6(1)(e); Data Protection Act 2018 schedule 1 paragraph 10",
            "EPOL",
            ("PUBLIC", "GLAA", "ECC_TS"),
            ("public_reports",),
            starts_on,
            review_on,
            covers_restricted=True,
            notice="silent",
            dpia="DPIA-2025-03",
        ),
        Agreement(
            "licence-holders",
            "Licence holders who are people",
            "See that those who hold a licence or let rooms are fit to",
            "Licensing Act 2003 s.185; Housing Act 2004 s.237",
            "LA_LIC",
            ("LA_HOUS", "EPOL"),
            ("licensing_personal", "housing"),
            starts_on,
            review_on,
            covers_restricted=True,
            dpia="DPIA-2025-04",
        ),
        Agreement(
            "clean-sweep",
            "Joint operation on hand car washes and nail bars",
            "Visit together where fire safety and trading standards are both in doubt",
            "Crime and Disorder Act 1998 s.115",
            "ECC_TS",
            ("ECFRS", "GLAA", "EPOL"),
            ("trading_standards", "fire"),
            starts_on,
            on + _SOON,
            dpia="DPIA-2025-05",
        ),
    )
