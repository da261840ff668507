import { useEffect, useMemo, useState } from "react";
import type { FC } from "react";
import { Card, Col, DatePicker, Row, Statistic, Table, Upload, Button } from "antd";
import type { TableProps } from "antd";
import { UploadOutlined } from "@ant-design/icons";
import dayjs from "dayjs";
import type { Dayjs } from "dayjs";
import { fetchExpenses, uploadReceipt } from "@/api/http";
import type { Expense } from "@/types/expense";
import { CATEGORY_LABELS, formatMoney, summarize } from "@/utils/money";

const DashboardPage: FC = () => {
  const [month, setMonth] = useState<Dayjs>(dayjs().startOf("month"));
  const [expenses, setExpenses] = useState<Expense[]>([]);
  const [selected, setSelected] = useState<Expense | null>(null);
  const [loading, setLoading] = useState(false);

  useEffect(() => {
    let cancelled = false;
    const load = async () => {
      setLoading(true);
      try {
        const rows = await fetchExpenses(month.format("YYYY-MM"));
        if (!cancelled) setExpenses(rows);
      } finally {
        if (!cancelled) setLoading(false);
      }
    };
    load();
    return () => {
      cancelled = true;
    };
  }, [month]);

  const summary = useMemo(() => summarize(expenses), [expenses]);

  const attachReceipt = async (expense: Expense, file: File) => {
    const url = await uploadReceipt(expense.id, file);
    setExpenses((rows) =>
      rows.map((row) => (row.id === expense.id ? { ...row, receiptUrl: url } : row)),
    );
  };

  const columns: TableProps<Expense>["columns"] = [
    { title: "Date", dataIndex: "spentOn", key: "spentOn" },
    { title: "Merchant", dataIndex: "merchant", key: "merchant" },
    {
      title: "Category",
      dataIndex: "category",
      key: "category",
      render: (category: Expense["category"]) => CATEGORY_LABELS[category],
    },
    {
      title: "Amount",
      key: "amount",
      align: "right",
      render: (_, row) => formatMoney(row.amount, row.currency),
    },
    {
      title: "Receipt",
      key: "receipt",
      render: (_, row) =>
        row.receiptUrl ? (
          <a href={row.receiptUrl}>View</a>
        ) : (
          <Upload
            showUploadList={false}
            beforeUpload={(file) => {
              attachReceipt(row, file);
              return false;
            }}
          >
            <Button size="small" icon={<UploadOutlined />}>
              Attach
            </Button>
          </Upload>
        ),
    },
  ];

  return (
    <>
      <DatePicker
        picker="month"
        value={month}
        onChange={(date) => setMonth(date ?? dayjs())}
        style={{ marginBottom: 16 }}
      />
      <Row gutter={[16, 16]}>
        <Col span={8}>
          <Card>
            <Statistic title="Total" value={summary.total} precision={2} />
          </Card>
        </Col>
        <Col span={8}>
          <Card>
            <Statistic title="Travel" value={summary.byCategory.travel} precision={2} />
          </Card>
        </Col>
      </Row>
      <Table<Expense>
        rowKey="id"
        loading={loading}
        columns={columns}
        dataSource={expenses}
        onRow={(row) => ({ onClick: () => setSelected(row) })}
      />
      {selected && (
        <Card size="small" title={selected.merchant}>
          {formatMoney(selected.amount, selected.currency)} on{" "}
          {dayjs(selected.spentOn).format("D MMM YYYY")}
        </Card>
      )}
    </>
  );
};

export default DashboardPage;
