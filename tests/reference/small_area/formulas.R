# Fay and Herriot (1979) written out with dense matrices from the papers, for the tests of
# src/survey/small_area.rs. R 4.2.2, base functions only; no package, and not a translation of the program.
# Rscript formulas.R writes areas.csv and formulas.csv beside it.
#
#   theta_i = x_i' beta + u_i, u_i ~ N(0, A);  y_i = theta_i + e_i, e_i ~ N(0, psi_i)
#   REML:    root of the score  -tr(P)/2 + y'PPy/2,  P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1
#   moments: Prasad and Rao (1990), eq. 3.4
#   MSE:     g1 + g2 + 2 g3, Prasad and Rao (1990), Datta and Lahiri (2000)
set.seed(1979)
m <- 24
poverty <- round(runif(m, 15, 80), 1)
distance <- round(rexp(m, 1 / 60), 1)
n <- sample(c(12, 18, 25, 40, 90), m, replace = TRUE)
true <- plogis(-1.2 + 0.025 * poverty - 0.004 * distance + rnorm(m, 0, 0.45))
share <- pmin(pmax(round(rbinom(m, n, true) / n, 6), 1 / n), 1 - 1 / n)
variance <- share * (1 - share) / n * 1.3
sampled <- !(seq_len(m) %in% c(5, 11, 20))
say <- function(x) sprintf("%.17g", x)
writeLines(c("sampled,share,variance,n,poverty,distance",
             paste(as.integer(sampled), say(share), say(variance), n, poverty, distance, sep = ",")), "areas.csv")

X <- cbind(1, poverty, distance)
y <- qlogis(share)[sampled]
psi <- (variance / (share * (1 - share))^2)[sampled]
Xs <- X[sampled, ]
projection <- function(A) {
  W <- diag(1 / (A + psi))
  W - W %*% Xs %*% solve(t(Xs) %*% W %*% Xs) %*% t(Xs) %*% W
}
score <- function(A) { P <- projection(A); -sum(diag(P)) / 2 + drop(t(y) %*% P %*% P %*% y) / 2 }
reml <- if (score(0) <= 0) 0 else uniroot(score, c(0, 10), tol = 1e-15, maxiter = 10000)$root
H <- Xs %*% solve(t(Xs) %*% Xs) %*% t(Xs)
residual <- y - H %*% y
moments <- max(0, (sum(residual^2) - sum(psi * (1 - diag(H)))) / (length(y) - ncol(Xs)))

rows <- c()
for (method in c("reml", "moments")) {
  A <- get(method)
  W <- diag(1 / (A + psi))
  Q <- solve(t(Xs) %*% W %*% Xs)
  beta <- drop(Q %*% t(Xs) %*% W %*% y)
  varA <- if (method == "reml") 2 / sum((A + psi)^-2) else 2 * sum((A + psi)^2) / length(y)^2
  k <- 0
  for (i in seq_len(m)) {
    fit <- sum(X[i, ] * beta)
    q <- drop(t(X[i, ]) %*% Q %*% X[i, ])
    if (sampled[i]) {
      k <- k + 1
      g <- A / (A + psi[k])
      est <- g * y[k] + (1 - g) * fit
      mse <- g * psi[k] + (1 - g)^2 * q + 2 * psi[k]^2 / (A + psi[k])^3 * varA
    } else { est <- fit; mse <- A + q }
    half <- qnorm(0.975) * sqrt(mse)
    rows <- c(rows, paste(method, say(A), paste(say(beta), collapse = " "), i, say(est), say(mse),
                          say(plogis(est)), say(plogis(est - half)), say(plogis(est + half)), sep = ","))
  }
}
writeLines(c("method,model_variance,beta,area,logit,mse,share,lower,upper", rows), "formulas.csv")
